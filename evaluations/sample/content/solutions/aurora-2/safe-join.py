from pathlib import PurePosixPath


def safe_join(root: str, user_path: str) -> str:
    """Join ``user_path`` below ``root``, refusing every path that would leave it.

    Args:
        root: An absolute POSIX path.
        user_path: A relative path from an untrusted source.

    Returns:
        The normalised absolute path.

    Raises:
        ValueError: If the path is absolute, contains a NUL or leads outside ``root``.
    """
    if "\x00" in user_path:
        raise ValueError("path contains a NUL character")
    requested = PurePosixPath(user_path)
    if requested.is_absolute():
        raise ValueError("path must be relative")

    below_root: list[str] = []
    for part in requested.parts:
        if part != "..":
            below_root.append(part)
        elif below_root:
            below_root.pop()
        else:
            raise ValueError("path leads outside the root")
    return str(PurePosixPath(root, *below_root))
