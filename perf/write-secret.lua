-- wrk script: writes a secret at random with an API key, each time with another nonce. Arguments: the id of the key, a file with one
-- secret id a line, bytes.
local ids = {}
local key, data

function init(args)
  math.randomseed(os.time() + tonumber(tostring({}):sub(8), 16))
  for id in io.lines(args[2]) do
    ids[#ids + 1] = id
  end
  key, data = args[1], ("5a"):rep(tonumber(args[3]))
  wrk.method = "PUT"
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  local nonce = {}
  for i = 1, 6 do
    nonce[i] = ("%08x"):format(math.random(0, 0x7fffffff))
  end
  return wrk.format(nil, nil, nil, ('{"api_key_id":"%s","secret_id":"%s","data":"%s","data_nonce":"%s"}'):format(
    key, ids[math.random(#ids)], data, table.concat(nonce)))
end
