def check(candidate):
    assert candidate("/srv/files", "report.txt") == "/srv/files/report.txt"
    assert candidate("/srv/files", "a/./b//c.txt") == "/srv/files/a/b/c.txt"
    assert candidate("/srv/files/", "a.txt") == "/srv/files/a.txt"
    assert candidate("/srv/files", "a/../b.txt") == "/srv/files/b.txt"
    assert candidate("/srv/files", "") == "/srv/files"
    assert candidate("/srv/files", ".") == "/srv/files"
    assert candidate("/srv/files", "..draft/a.txt") == "/srv/files/..draft/a.txt"
    assert candidate("/", "etc/hosts") == "/etc/hosts"

    assert refuses(candidate, "..")
    assert refuses(candidate, "../secret.txt")
    assert refuses(candidate, "a/../../secret.txt")
    assert refuses(candidate, "....//....//secret/../../../../x")
    assert refuses(candidate, "../files-old/a.txt")
    assert refuses(candidate, "/etc/passwd")
    assert refuses(candidate, "/srv/files/a.txt")
    assert refuses(candidate, "a\0.txt")


def refuses(candidate, user_path):
    try:
        candidate("/srv/files", user_path)
    except ValueError:
        return True
    return False
