"""What can go wrong before the first request is served; each says what to do."""

from __future__ import annotations

from evaluations.errors import EvaluationError


class ServiceUnavailable(EvaluationError):
    """An embedded service did not start."""

    code = "service_unavailable"
    http_status = 503


class DataDirectoryUnusable(EvaluationError):
    """The data directory cannot be used."""

    code = "data_directory_unusable"
    http_status = 503


class DataDirectoryBusy(DataDirectoryUnusable):
    """Another process works in this data directory."""

    code = "data_directory_busy"


class DiskFull(DataDirectoryUnusable):
    """There is too little room on the disk."""

    code = "disk_full"


class PortBusy(EvaluationError):
    """Another program listens on this port."""

    code = "port_busy"
    http_status = 503
