import os


def safe_join(root, user_path):
    if "\0" in user_path:
        raise ValueError("invalid path")
    path = os.path.normpath(os.path.join(root, user_path))
    if not path.startswith(os.path.normpath(root)):
        raise ValueError("path is outside of root")
    return path
