"""Answers requests."""

from fastapi import FastAPI

from app.extractor import load

api = FastAPI()
model = load()


@api.post("/extract")
def extract(text: str):
    return {"fields": model(text)}
