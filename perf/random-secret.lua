-- wrk script: reads a secret at random with an API key. Arguments: the id of the key, a file with one secret id a line.
local bodies = {}

function init(args)
  math.randomseed(os.time())
  for id in io.lines(args[2]) do
    bodies[#bodies + 1] = '{"api_key_id":"' .. args[1] .. '","secret_id":"' .. id .. '"}'
  end
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  return wrk.format(nil, nil, nil, bodies[math.random(#bodies)])
end
