import time


def retry(operation, attempts=3, base_delay=0.5, retry_on=(OSError,), sleep=time.sleep):
    if attempts < 1:
        raise ValueError("attempts")
    n, e = 0, None
    while True:
        if n:
            if n == attempts:
                raise e
            sleep(base_delay * (1 << (n - 1)))
        try:
            return operation()
        except retry_on as x:
            e = x
            n += 1
