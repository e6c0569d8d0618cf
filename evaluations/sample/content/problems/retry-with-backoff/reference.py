import time


def retry(operation, attempts=3, base_delay=0.5, retry_on=(OSError,), sleep=time.sleep):
    if attempts < 1:
        raise ValueError("attempts must be at least 1")
    for attempt in range(attempts - 1):
        try:
            return operation()
        except retry_on:
            sleep(base_delay * 2**attempt)
    return operation()
