"""Creates a secret with environment variables: a title, then NAME=VALUE. Prints its id."""

import json
import sys
import uuid

import nacl.utils
from api_key_session import Session, seal

title = sys.argv[1]
variables = [dict(zip(("key", "value"), argument.split("=", 1))) for argument in sys.argv[2:]]

with Session() as session:
    datastore_id, datastore_key, written, tree = session.read_tree()
    key, link_id = nacl.utils.random(32).hex(), str(uuid.uuid4())
    data, nonce = seal(key, json.dumps({
        "environment_variables_title": title,
        "environment_variables_variables": variables,
        "environment_variables_notes": "",
    }))
    secret = session.call("PUT", "/secret/", {
        "data": data,
        "data_nonce": nonce,
        "link_id": link_id,
        "parent_datastore_id": datastore_id,
        "callback_url": "",
        "callback_user": "",
        "callback_pass": "",
    })
    tree.setdefault("items", []).append({
        "id": link_id,
        "type": "environment_variables",
        "name": title,
        "secret_id": secret["secret_id"],
        "secret_key": key,
    })
    data, nonce = seal(datastore_key, json.dumps(tree))
    session.call("POST", "/datastore/", {
        "datastore_id": datastore_id,
        "data": data,
        "data_nonce": nonce,
        "old_write_date": written,
    })
    print(secret["secret_id"])
