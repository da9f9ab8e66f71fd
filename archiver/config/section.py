"""What every section of config.toml is."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A table of config.toml. Nothing in its text form repeats an input or a secret."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
