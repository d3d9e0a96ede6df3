class Stemmer:
    def __init__(self, algorithm: str, maxCacheSize: int = 10_000) -> None: ...  # noqa: N803  (the library's name)
    def stemWord(self, word: str) -> str: ...  # noqa: N802  (the library's name)
