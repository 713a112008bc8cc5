"""Logs in and tells who that is. Of a restricted key too."""

from api_key_session import Session

with Session() as session:
    login = session.login
    print(login["user"]["username"])
    print("restricted" if login["api_key_restrict_to_secrets"] else "unrestricted")
    print("private_key" in login["user"])
