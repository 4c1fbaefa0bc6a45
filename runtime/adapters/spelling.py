"""Signatures of exports in Rust's words."""

from __future__ import annotations

from runtime.adapters.entries import Call
from runtime.bindgen.descriptor import Kind
from runtime.bindgen.spelling import rust_name


def rust_signature(name: str, call: Call, receiver: str = "") -> str:
    """Return ``fn name(..) -> ..`` of an export.

    Args:
        name: the function's.
        call: its signature.
        receiver: a method's, as Rust writes it.

    """
    named = [f"{n}: {rust_name(arg)}" for n, arg in zip(call.names, call.args, strict=True)]
    arguments = ", ".join([receiver, *named] if receiver else named)
    ret = call.ret if call.settles_as is None else call.settles_as
    arrow = "" if ret is Kind.UNIT else f" -> {rust_name(ret)}"
    keyword = "fn" if call.settles_as is None else "async fn"
    return f"{keyword} {name}({arguments}){arrow}"
