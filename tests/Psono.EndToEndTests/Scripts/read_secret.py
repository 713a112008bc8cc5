"""Reads the secret with the id that is given, and prints what is in it as JSON."""

import json
import os
import sys

from api_key_session import Session, items, request, unseal


def key_of_granted(session, secret_id):
    """A restricted key has the secret's key from its grant: part 2, section 18."""
    body = {"api_key_id": os.environ["PSONO_API_KEY_ID"], "secret_id": secret_id}
    _, grant = request(session.server + "/api-key-access/secret/", "POST", {}, body)
    return unseal(session.api_secret_key, grant["secret_key"], grant["secret_key_nonce"])


def key_in_tree(session, secret_id):
    return next(item["secret_key"] for _, item in items(session.read_tree()[3]) if item.get("secret_id") == secret_id)


with Session() as session:
    secret = session.call("GET", f"/secret/{sys.argv[1]}/")
    find = key_of_granted if session.login["api_key_restrict_to_secrets"] else key_in_tree
    print(json.dumps(json.loads(unseal(find(session, sys.argv[1]), secret["data"], secret["data_nonce"]))))
