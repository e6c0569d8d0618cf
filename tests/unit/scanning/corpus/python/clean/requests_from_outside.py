"""The same web application, with visitors held to a form."""

import html

import jwt
import requests
from flask import Flask, redirect, request, url_for

app = Flask(__name__)
PREVIEWS = {"news": "https://news.example/latest"}


@app.route("/hello")
def greet() -> str:
    return f"<p>Hello {html.escape(request.args['name'])}</p>"


@app.route("/go")
def go_on() -> object:
    return redirect(url_for("greet"))


@app.route("/preview")
def preview() -> str:
    return requests.get(PREVIEWS["news"], timeout=5).text


def who_is(token: str, key: str) -> object:
    return jwt.decode(token, key, algorithms=["ES256"])
