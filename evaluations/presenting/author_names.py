"""Names that tell who wrote a text: what is known besides the models a campaign lists itself."""

from __future__ import annotations

import builtins
import keyword

DISTINCTIVE = (
    *("openai", "chatgpt", "gpt", "anthropic", "claude", "deepmind", "gemini", "qwen", "codeqwen"),
    *("mixtral", "codestral", "mistralai", "deepseek", "codellama", "codegemma", "tongyi"),
    *("hunyuan", "doubao", "chatglm", "internlm", "baichuan", "dbrx", "nemotron", "olmo", "phind"),
    *("stablelm", "stablecode", "santacoder", "starcoder", "starchat", "wizardlm", "wizardcoder"),
    *("wizardmath", "vicuna", "openchat", "codet5", "polycoder", "magicoder", "moonshotai"),
    *("tabnine", "codewhisperer", "ai21", "xai_sdk", "google_generativeai", "github_copilot"),
    *("llama_cpp", "llama_index", "claude_code"),
)
"""Hardly mean anything else; masked wherever they stand as a word or as a part of a name.

An underscore stands for any separator or none.
"""

DAILY_VENDORS = frozenset({"google", "meta", "microsoft", "amazon", "apple"})
"""Vendors whose names fill ordinary code (``class Meta``): never masked as a word by themselves."""

ORDINARY = (
    *("bard", "llama", "mistral", "grok", "codex", "copilot", "falcon", "alpaca", "gemma", "palm"),
    *("cohere", "sonnet", "opus", "haiku", "granite", "zephyr", "kimi", "ernie", "perplexity"),
    *("phi", "yi", "glm", "mpt", *sorted(DAILY_VENDORS)),
)
"""Also words of daily life: masked only where the words around them make them an author."""

GENERIC = frozenset(
    {
        *("model", "models", "base", "large", "small", "medium", "mini", "nano", "micro", "plus"),
        *("turbo", "ultra", "flash", "instruct", "chat", "code", "coder", "preview", "latest"),
        *("alpha", "beta", "test", "tests", "sample", "example", "provider", "local", "custom"),
        *("unknown", "default", "solution", "reference", "human", "author", "baseline", "fast"),
        *("candidate", "open", "free", "slow", "clean", "language", "assistant", "agent", "high"),
        *("vendor", "company", "inc", "labs", "research", "thinking", "reasoning", "mode"),
        *("with", "without"),
        *(name.lower() for name in (*keyword.kwlist, *dir(builtins))),
    }
)
"""Parts of a model's name that are no name by themselves."""

VERSION_WORDS = (
    *("turbo", "instruct", "chat", "mini", "nano", "pro", "plus", "ultra", "flash", "opus"),
    *("sonnet", "haiku", "preview", "large", "small", "coder", "lite", "latest", "vision", "hf"),
)
"""Follow a name and belong to it: ``gpt-3.5-turbo``."""
