import time


def retry(operation, attempts=3, base_delay=0.5, retry_on=(OSError,), sleep=time.sleep):
    if attempts < 1:
        raise ValueError("attempts must be at least 1")
    for attempt in range(attempts):
        try:
            return operation()
        except retry_on:
            if attempt == attempts - 1:
                raise
            sleep(base_delay * 2**attempt)
