-- wrk script: one row by primary key, without anything around it. Argument: a file with one secret id a line.
local paths = {}

function init(args)
  math.randomseed(os.time())
  for id in io.lines(args[1]) do
    paths[#paths + 1] = "/bare/" .. id .. "/"
  end
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  return wrk.format(nil, paths[math.random(#paths)])
end
