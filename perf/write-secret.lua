-- wrk script: writes a secret at random with an API key, each time with another nonce. Arguments: the id of the key, a file with one
-- secret id a line, bytes.
local ids, contents = {}, {}
local key

function init(args)
  math.randomseed(os.time() + tonumber(tostring({}):sub(8), 16))
  for id in io.lines(args[2]) do
    ids[#ids + 1] = id
  end
  key = args[1]
  -- Digits at random, as ciphertexts have them: others could be compressed.
  for i = 1, 16 do
    local digits = {}
    for j = 1, tonumber(args[3]) do
      digits[j] = ("%02x"):format(math.random(0, 255))
    end
    contents[i] = table.concat(digits)
  end
  wrk.method = "PUT"
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  local nonce = {}
  for i = 1, 6 do
    nonce[i] = ("%08x"):format(math.random(0, 0x7fffffff))
  end
  return wrk.format(nil, nil, nil, ('{"api_key_id":"%s","secret_id":"%s","data":"%s","data_nonce":"%s"}'):format(
    key, ids[math.random(#ids)], contents[math.random(#contents)], table.concat(nonce)))
end
