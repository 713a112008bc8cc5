-- wrk script: an answer of the same process that is an empty JSON object ({}, status 405), to a body of the size of a secret request.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"api_key_id":"00000000-0000-4000-8000-000000000000","secret_id":"00000000-0000-4000-8000-000000000000"}'
