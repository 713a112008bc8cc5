"""Lists all secrets: id, type, folders and title."""

from api_key_session import Session, items

with Session() as session:
    for path, item in items(session.read_tree()[3]):
        print(item["secret_id"], item["type"], "/".join((*path, item["name"])))
