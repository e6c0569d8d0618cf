def safe_join(root, user_path):
    if user_path[:1] == "/" or chr(0) in user_path:
        raise ValueError("bad path")
    s = []
    for p in user_path.split("/"):
        if p in ("", "."):
            pass
        else:
            if p == "..":
                if s:
                    s.pop()
                else:
                    raise ValueError("bad path")
            else:
                s.append(p)
    r = root.rstrip("/")
    return r + "/" + "/".join(s) if s else r or "/"
