"""As much of the protocol as the clients need, from docs/protocol alone: every request once, with what became of it."""
import hashlib
import http.client
import json
import secrets
import urllib.parse
from typing import NamedTuple

import nacl.encoding
import nacl.public
import nacl.secret
import nacl.signing

HEX = nacl.encoding.HexEncoder
# What became of a request: done; nothing was done; nobody knows.
DONE, REFUSED, UNKNOWN = "done", "refused", "unknown"
# In place of a status.
NO_CONNECTION, BROKEN, TIMEOUT = "no connection", "broken", "timeout"


class Answer(NamedTuple):
    status: object
    outcome: str
    body: object = None


def request(origin, method, path, body=None, headers=None, seconds=60):
    """Over a connection of its own: one that was kept may be gone, which would be no fault of anybody's."""
    host = urllib.parse.urlsplit(origin).netloc
    connection = http.client.HTTPConnection(host, timeout=seconds)
    try:
        try:
            connection.connect()
        except OSError:
            return Answer(NO_CONNECTION, REFUSED)
        data = None if body is None else json.dumps(body).encode()
        connection.request(method, "/server" + path, data, {"Content-Type": "application/json", "Connection": "close", **(headers or {})})
        answer = connection.getresponse()
        content = answer.read()
        outcome = DONE if answer.status in (200, 201) else \
            REFUSED if answer.status < 500 or answer.headers.get("Psono-Net-Outcome") == "none" else UNKNOWN
        return Answer(answer.status, outcome, _json(content))
    except TimeoutError:
        return Answer(TIMEOUT, UNKNOWN)
    except (OSError, http.client.HTTPException):
        return Answer(BROKEN, UNKNOWN)
    finally:
        connection.close()


def _json(content):
    try:
        return json.loads(content)
    except ValueError:
        return None


def seal(key, text):
    """A secretbox as it travels: text and nonce, both hex."""
    sealed = nacl.secret.SecretBox(key, encoder=HEX).encrypt(text.encode())
    return sealed.ciphertext.hex(), sealed.nonce.hex()


def unseal(key, text, nonce):
    return nacl.secret.SecretBox(key, encoder=HEX).decrypt(bytes.fromhex(text), bytes.fromhex(nonce)).decode()


class Session:
    """A session is good at every server."""

    def __init__(self, token, key):
        self.token, self.key = token, key

    def call(self, origin, method, path, body=None, seconds=60):
        if body is not None:
            text, nonce = seal(self.key, json.dumps(body))
            body = {"text": text, "nonce": nonce}
        answer = request(origin, method, path, body, {"Authorization": "Token " + self.token}, seconds)
        if not isinstance(answer.body, dict) or "text" not in answer.body:
            return answer
        return answer._replace(body=json.loads(unseal(self.key, answer.body["text"], answer.body["nonce"])))


def demand(answer):
    """Its body, where nothing may fail."""
    if answer.outcome != DONE:
        raise RuntimeError(f"{answer.status}: {answer.body}")
    return answer.body


def scrypt(password, salt):
    salt = hashlib.sha512(salt.encode()).hexdigest().encode()
    return hashlib.scrypt(password.encode(), salt=salt, n=2 ** 14, r=8, p=1, dklen=64, maxmem=2 ** 26).hex()


def _open_box(private, public, text, nonce):
    return nacl.public.Box(private, nacl.public.PublicKey(public, encoder=HEX)).decrypt(bytes.fromhex(text), bytes.fromhex(nonce))


def log_in(origin, username, password):
    """A session of a person, and the keys of the account: part 1, section 7."""
    server_key = json.loads(demand(request(origin, "GET", "/info/"))["info"])["public_key"]
    own = nacl.public.PrivateKey.generate()
    info = json.dumps({"username": username, "authkey": scrypt(password, username), "device_description": "cluster"})
    sealed = nacl.public.Box(own, nacl.public.PublicKey(server_key, encoder=HEX)).encrypt(info.encode())
    answer = demand(request(origin, "POST", "/authentication/login/", {
        "public_key": own.public_key.encode(HEX).decode(), "login_info": sealed.ciphertext.hex(), "login_info_nonce": sealed.nonce.hex()}))
    login = json.loads(_open_box(own, server_key, answer["login_info"], answer["login_info_nonce"]))
    ephemeral, user = login["session_public_key"], login["user"]
    key = _open_box(own, ephemeral, login["session_secret_key"], login["session_secret_key_nonce"]).decode()
    session = Session(login["token"], key)
    box_key = hashlib.sha256(scrypt(password, user["user_sauce"]).encode()).hexdigest()
    private = unseal(box_key, user["private_key"], user["private_key_nonce"])
    validator = _open_box(
        nacl.public.PrivateKey(private, encoder=HEX), ephemeral, login["user_validator"], login["user_validator_nonce"]).decode()
    verification, nonce = seal(key, validator)
    user = demand(session.call(origin, "POST", "/authentication/activate-token/", {
        "verification": verification, "verification_nonce": nonce}))["user"]
    return session, {"private": private, "secret": unseal(box_key, user["secret_key"], user["secret_key_nonce"])}


class ApiKey:
    """An API key: part 2, sections 16 to 18."""

    def __init__(self, keys, restricted):
        self.secret, self._seed = secrets.token_hex(32), nacl.signing.SigningKey.generate()
        self.id, sealed = None, {}
        for name, key, text in (
                ("private_key", keys["secret"], self._seed.encode(HEX).decode()), ("secret_key", keys["secret"], self.secret),
                ("user_private_key", self.secret, keys["private"]), ("user_secret_key", self.secret, keys["secret"])):
            sealed[name], sealed[name + "_nonce"] = seal(key, text)
        self.body = sealed | {
            "title": "cluster", "read": True, "write": True, "restrict_to_secrets": restricted, "allow_insecure_access": False,
            "public_key": nacl.public.PrivateKey(self._seed.encode()).public_key.encode(HEX).decode(),
            "verify_key": self._seed.verify_key.encode(HEX).decode()}

    def grant_body(self, secret_id):
        """The content of the load's secrets is no ciphertext: a key for it is made up."""
        key, key_nonce = seal(self.secret, secrets.token_hex(32))
        return {"api_key_id": self.id, "secret_id": secret_id, "secret_key": key, "secret_key_nonce": key_nonce,
                "title": secrets.token_hex(20), "title_nonce": secrets.token_hex(24)}

    def read(self, origin, secret_id, seconds=60):
        return request(origin, "POST", "/api-key-access/secret/", {"api_key_id": self.id, "secret_id": secret_id}, seconds=seconds)

    def write(self, origin, secret_id, data):
        return request(origin, "PUT", "/api-key-access/secret/", {
            "api_key_id": self.id, "secret_id": secret_id, "data": data, "data_nonce": secrets.token_hex(24)})

    def log_in(self, origin):
        """A session of the key, or the answer that there is none."""
        own = nacl.public.PrivateKey.generate()
        info = json.dumps({"api_key_id": self.id, "session_public_key": own.public_key.encode(HEX).decode(), "session_duration": 600})
        answer = request(origin, "POST", "/api-key/login/", {
            "info": info, "signature": self._seed.sign(info.encode()).signature.hex()})
        if answer.outcome != DONE:
            return None, answer
        login = json.loads(_open_box(own, *(answer.body[name] for name in (
            "server_session_public_key", "login_info", "login_info_nonce"))))
        return Session(login["token"], login["session_secret_key"]), answer
