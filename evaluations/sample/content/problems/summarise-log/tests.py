EMPTY = {"levels": {}, "top_error": None, "first": None, "last": None, "skipped": 0}


def check(candidate):
    assert candidate([]) == EMPTY
    assert candidate(["", "   ", "\n"]) == EMPTY
    assert candidate(["no log line"]) == {**EMPTY, "skipped": 1}

    assert candidate(["2026-03-01T10:00:00 INFO Started"]) == {
        "levels": {"INFO": 1},
        "top_error": None,
        "first": "2026-03-01T10:00:00",
        "last": "2026-03-01T10:00:00",
        "skipped": 0,
    }

    mixed = candidate(
        [
            "2026-03-01T10:00:05 ERROR Disk full\n",
            "2026-03-01T09:59:59 WARNING Disk nearly full\n",
            "\n",
            "2026-03-01T10:00:07 ERROR Disk full\n",
            "2026-03-01T10:00:06 ERROR No route to host\n",
            "Traceback (most recent call last):\n",
            "2026-03-01T10:00:06 NOTICE Unknown level\n",
            "2026-03-01T10:00:06 INFO\n",
        ]
    )
    assert mixed["levels"] == {"ERROR": 3, "WARNING": 1}
    assert mixed["top_error"] == "Disk full"
    assert mixed["first"] == "2026-03-01T09:59:59"
    assert mixed["last"] == "2026-03-01T10:00:07"
    assert mixed["skipped"] == 3

    one_pass = (f"2026-03-01T10:00:{n:02} DEBUG tick" for n in range(10))
    assert candidate(one_pass)["levels"] == {"DEBUG": 10}

    tie = ["2026-03-01T10:00:00 ERROR zeta", "2026-03-01T10:00:01 ERROR alpha"]
    assert candidate(tie)["top_error"] == "alpha"
