-- Makes wrk request filtered pages that were never requested before:  wrk -s unseen.lua URL -- FIRST_NUMBER
local nr = 0

function init(args)
  nr = tonumber(args[1])
end

function request()
  nr = nr + 1
  return wrk.format("GET", string.format("/api/models?limit=20&offset=%d&min_price=%.9f", nr % 100, (nr % 1009) * 0.0003 + nr * 1e-9))
end
