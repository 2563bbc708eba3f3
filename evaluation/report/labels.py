"""The words of the reports in English and Vietnamese; they live in labels.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files


class Labels:
    """Looks up words in one language ("vi" or anything else for English)."""

    def __init__(self, language: str) -> None:
        self.language = "vi" if language == "vi" else "en"
        self._all = _load()

    def word(self, key: str) -> str:
        """A word or sentence of the report itself."""
        return self._all["words"][key][self.language]

    def group(self, key: str) -> str:
        """The title of a block of figures."""
        return self._all["groups"][key][self.language]

    def kind(self, key: str) -> str:
        """The name of a kind of difference."""
        return self._all["kinds"][key][self.language]

    def figure(self, key: str) -> str:
        """The name of a figure; unknown zones and fields keep their key."""
        prefix, _, rest = key.partition(".")
        if rest and prefix in self._all["classes"]:
            return f"{self._all['classes'][prefix][self.language]}: {self.figure(rest)}"
        return self._all["figures"].get(key, {}).get(self.language, key)

    def why(self, key: str) -> str:
        """What a figure means, in plain words; empty where its name says it all."""
        prefix, _, rest = key.partition(".")
        name = rest if rest and prefix in self._all["classes"] else key
        return self._all["figures"].get(name, {}).get(f"why_{self.language}", "")


@lru_cache(maxsize=1)
def _load() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    text = files("evaluation.report").joinpath("labels.json").read_text("utf-8")
    loaded: Mapping[str, Mapping[str, Mapping[str, str]]] = json.loads(text)
    return loaded
