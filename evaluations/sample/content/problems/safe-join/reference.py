import posixpath


def safe_join(root, user_path):
    if "\0" in user_path:
        raise ValueError("the path contains a NUL character")
    if posixpath.isabs(user_path):
        raise ValueError("the path must be relative")
    base = posixpath.normpath(root)
    path = posixpath.normpath(posixpath.join(base, user_path))
    if posixpath.commonpath([base, path]) != base:
        raise ValueError("the path leads outside the root")
    return path
