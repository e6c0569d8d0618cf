"""A web application that trusts its visitors."""

import jwt
import requests
from flask import Flask, redirect, render_template_string, request

app = Flask(__name__)


@app.route("/hello")
def greet() -> str:
    return f"<p>Hello {request.args['name']}</p>"  # fault: reflected-page CWE-79


@app.route("/go")
def go_on() -> object:
    return redirect(request.args["next"])  # fault: open-redirect CWE-601


@app.route("/preview")
def preview() -> str:
    return requests.get(request.args["address"], timeout=5).text  # fault: request-forgery CWE-918


@app.route("/page")
def page() -> str:
    return render_template_string(request.form["page"])  # fault: template CWE-94


def who_is(token: str) -> object:
    return jwt.decode(token, options={"verify_signature": False})  # fault: token-not-verified CWE-347
