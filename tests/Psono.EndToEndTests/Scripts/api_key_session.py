"""A session with an API key of Psono, from docs/protocol alone: part 2, section 17, and part 1, section 5. Needs PyNaCl."""

import json
import os
import urllib.error
import urllib.request

import nacl.encoding
import nacl.public
import nacl.secret
import nacl.signing
import nacl.utils

HEX = nacl.encoding.HexEncoder


def seal(key_hex, text):
    """A secretbox as it travels: text and nonce, both hex."""
    nonce = nacl.utils.random(nacl.secret.SecretBox.NONCE_SIZE)
    sealed = nacl.secret.SecretBox(key_hex, encoder=HEX).encrypt(text.encode(), nonce)
    return sealed.ciphertext.hex(), nonce.hex()


def unseal(key_hex, text, nonce):
    return nacl.secret.SecretBox(key_hex, encoder=HEX).decrypt(bytes.fromhex(text), bytes.fromhex(nonce)).decode()


def request(url, method, headers, body):
    data = None if body is None else json.dumps(body).encode()
    call = urllib.request.Request(url, data, {"Content-Type": "application/json", **headers}, method=method)
    try:
        with urllib.request.urlopen(call, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


class Refused(Exception):
    pass


class Session:
    def __init__(self):
        self.server = os.environ["PSONO_SERVER_URL"]
        self.api_secret_key = os.environ["PSONO_API_SECRET_KEY"]
        ephemeral = nacl.public.PrivateKey.generate()
        info = json.dumps({
            "api_key_id": os.environ["PSONO_API_KEY_ID"],
            "session_public_key": ephemeral.public_key.encode(HEX).decode(),
            "session_duration": 300,
            "device_description": "a Python script",
        })
        signing_key = nacl.signing.SigningKey(os.environ["PSONO_API_PRIVATE_KEY"], encoder=HEX)
        status, answer = request(self.server + "/api-key/login/", "POST", {}, {
            "info": info,
            "signature": signing_key.sign(info.encode()).signature.hex(),
        })
        if status != 200:
            raise Refused(f"{status} {json.dumps(answer)}")

        verify_key = nacl.signing.VerifyKey(os.environ["PSONO_SERVER_VERIFY_KEY"], encoder=HEX)
        verify_key.verify(answer["login_info"].encode(), bytes.fromhex(answer["login_info_signature"]))
        box = nacl.public.Box(ephemeral, nacl.public.PublicKey(answer["server_session_public_key"], encoder=HEX))
        self.login = json.loads(box.decrypt(bytes.fromhex(answer["login_info"]), bytes.fromhex(answer["login_info_nonce"])))
        self.key = self.login["session_secret_key"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.call("POST", "/authentication/logout/", {})

    def call(self, method, path, body=None):
        if body is not None:
            text, nonce = seal(self.key, json.dumps(body))
            body = {"text": text, "nonce": nonce}
        status, answer = request(self.server + path, method, {"Authorization": "Token " + self.login["token"]}, body)
        if status != 401:
            answer = json.loads(unseal(self.key, answer["text"], answer["nonce"]))
        if status not in (200, 201):
            raise Refused(f"{method} {path}: {status} {json.dumps(answer)}")
        return answer

    def user_secret_key(self):
        user = self.login["user"]
        return unseal(self.api_secret_key, user["secret_key"], user["secret_key_nonce"])

    def read_tree(self):
        """The default datastore of passwords: its id, its key, when it was written, and the tree in it."""
        entry = next(
            entry for entry in self.call("GET", "/datastore/")["datastores"] if entry["type"] == "password" and entry["is_default"])
        store = self.call("GET", f"/datastore/{entry['id']}/")
        key = unseal(self.user_secret_key(), store["secret_key"], store["secret_key_nonce"])
        tree = json.loads(unseal(key, store["data"], store["data_nonce"])) if store["data"] else {}
        return entry["id"], key, store["write_date"], tree


def items(folder, path=()):
    """Every entry below a folder that is not in the trash, with the names of its folders."""
    for item in folder.get("items", []):
        if not item.get("deleted"):
            yield path, item
    for child in folder.get("folders", []):
        if not child.get("deleted"):
            yield from items(child, (*path, child["name"]))
