-- Counters of limits. KEYS are the counters, ARGV[1] what is asked of each, packed as Ask.java says;
-- the answer is packed as Told.java says. What a request asks stands together, its last part marked.
-- All is read and decided first and written last: whatever goes wrong, nothing has been taken.

local BINDING, BUCKET, LAST = 1, 2, 4
local TAKE, CHARGE, LEASE, GIVE_BACK = 0, 1, 2, 3
local EXACT = 128 -- So many entries at most stand for one event each.
local MOST = 256 -- entries
local HUGE = 4000000000 -- over any limit, and 4 bytes hold it
local TEN_YEARS = 315360000000 -- milliseconds
local SLACK = 0.000001 -- of a token, for what adding fractions loses

local pack, unpack = struct.pack, struct.unpack
local floor, ceil, max, min = math.floor, math.ceil, math.max, math.min
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local counters, touched = {}, {}

-- A window is a log: when the last event of each entry was, and how much they took together. Events
-- that come within a 128th of the window share an entry, which leaves with the last of them.
-- 'W' skew total first {last count}: time that only moves forward is the server's time and the skew.
local function window(value)
  if not value then
    return {skew = 0, total = 0, first = 0, old = '', from = 1, last = 0, count = 0}
  end
  if #value < 36 or (#value - 25) % 11 ~= 0 or value:sub(1, 1) ~= 'W' then
    return nil
  end
  local skew, total, first = unpack('<ddd', value, 2)
  local last, count = unpack('<I7I4', value, #value - 10)
  return {skew = skew, total = total, first = first, old = value:sub(26, -12), from = 1,
    last = last, count = count}
end

local function turn(w, length)
  if w.turned then
    return
  end
  w.turned = true
  if w.count > 0 and now + w.skew < w.last then
    w.skew = w.last - now
    w.moved = true
  end
  w.now = now + w.skew
  while w.from <= #w.old do
    local last, count = unpack('<I7I4', w.old, w.from)
    if last + length > w.now then
      return
    end
    w.total = w.total - count
    w.from = w.from + 11
  end
  if w.count > 0 and w.last + length <= w.now then
    w.total, w.count = 0, 0
  end
end

local function add(w, ask, cost)
  cost = min(cost, HUGE - w.total)
  local entries = (#w.old - w.from + 1) / 11
  local tick = ask.most > EXACT and ask.length / 128 or 0
  if w.count > 0 and (w.now == w.last or w.now - w.first < tick or entries >= MOST) then
    w.count = w.count + cost
  else
    if w.count > 0 then
      w.old = w.old:sub(w.from) .. pack('<I7I4', w.last, w.count)
      w.from = 1
    end
    w.first, w.count = w.now, cost
  end
  w.last = w.now
  w.total = w.total + cost
end

-- As if what was taken at that time had not been.
local function remove(w, cost, at)
  at = at + w.skew
  if w.count > 0 and w.first <= at then
    local less = min(cost, w.count)
    w.count, w.total = w.count - less, w.total - less
    return
  end
  local found
  for place = #w.old - 10, w.from, -11 do
    if unpack('<I7', w.old, place) < at then
      break
    end
    found = place
  end
  if found then
    local last, count = unpack('<I7I4', w.old, found)
    local less = min(cost, count)
    w.old = w.old:sub(1, found - 1) .. pack('<I7I4', last, count - less) .. w.old:sub(found + 11)
    w.total = w.total - less
  end
end

local Window = {}
function Window.left(w, ask)
  turn(w, ask.length)
  return max(0, ask.most - w.total)
end
function Window.enough(w, ask, cost)
  return cost <= ask.most and w.total + cost <= ask.most or cost == 0
end
function Window.wait(w, ask, cost)
  local over = w.total + cost - ask.most
  if cost > ask.most then
    return -1
  elseif cost == 0 or over <= 0 then
    return 0
  end
  for place = w.from, #w.old, 11 do
    local last, count = unpack('<I7I4', w.old, place)
    over = over - count
    if over <= 0 then
      return last + ask.length - w.now
    end
  end
  return w.last + ask.length - w.now
end
function Window.full(w, ask)
  return w.total > 0 and w.last + ask.length - w.now or 0
end
Window.take = add
function Window.give(w, ask, cost, at)
  remove(w, cost, at)
end
function Window.save(key, w, ask)
  local life = ceil((max(w.last, w.now) + ask.length - w.now) / 1000) + 1
  redis.call('SET', key,
    'W' .. pack('<ddd', w.skew, w.total, w.first) .. w.old:sub(w.from)
      .. pack('<I7I4', w.last, w.count),
    'PX', string.format('%.0f', life))
end

-- A bucket is what it lacks to be full, and when that was so.
-- 'T' lack at
local function bucket(value)
  if not value then
    return {lack = 0, at = now}
  end
  if #value ~= 17 or value:sub(1, 1) ~= 'T' then
    return nil
  end
  local lack, at = unpack('<dd', value, 2)
  return {lack = lack, at = at}
end

local Bucket = {}
function Bucket.left(b, ask)
  b.rate = ask.requests / ask.length
  b.lack = max(0, b.lack - max(0, now - b.at) * b.rate)
  b.moved = b.moved or now < b.at
  b.at = now
  return max(0, floor(ask.most - b.lack + SLACK))
end
function Bucket.enough(b, ask, cost)
  return cost == 0 or b.rate > 0 and b.lack + cost <= ask.most + SLACK
end
function Bucket.wait(b, ask, cost)
  if cost == 0 then
    return 0
  elseif b.rate == 0 or cost > ask.most then
    return -1
  end
  return max(0, ceil((b.lack + cost - ask.most) / b.rate))
end
function Bucket.full(b)
  return b.rate > 0 and ceil(b.lack / b.rate) or 0
end
function Bucket.take(b, ask, cost)
  b.lack = b.lack + cost
end
function Bucket.give(b, ask, cost)
  b.lack = max(0, b.lack - cost)
end
function Bucket.save(key, b, ask)
  local life = b.rate > 0 and ceil(b.lack / b.rate / 1000) + 1 or ceil(ask.length / 1000)
  redis.call('SET', key, 'T' .. pack('<dd', b.lack, b.at),
    'PX', string.format('%.0f', min(life, TEN_YEARS)))
end

local function counter(key, kind)
  local known = counters[key]
  if known == nil then
    local value = redis.pcall('GET', key)
    if type(value) == 'table' then
      if not string.find(value.err, 'WRONGTYPE', 1, true) then
        redis.call('GET', key)
      end
      known = false
    else
      known = (kind == Bucket and bucket or window)(value) or false
    end
    counters[key] = known
  end
  return known
end

local function read(place)
  local flags, what, cost, most, length, requests, extra
  flags, what, cost, most, length, requests, extra, place = unpack('<BBddddd', ARGV[1], place)
  return {
    what = what, cost = cost, most = most, length = length, requests = requests, extra = extra,
    binding = flags % 2 >= BINDING,
    kind = flags % 4 >= BUCKET and Bucket or Window,
    last = flags >= LAST,
  }, place
end

local UNREADABLE = pack('<Bdddd', 2, 0, 0, 0, 0)
local answer = {pack('<d', now)}

local function settle(asks, from)
  local all = true
  for i, ask in ipairs(asks) do
    ask.key = KEYS[from + i - 1]
    local it = counter(ask.key, ask.kind)
    if not it then
      for _ = 1, #asks do
        answer[#answer + 1] = UNREADABLE
      end
      return
    end
    ask.it = it
    local left = ask.kind.left(it, ask)
    if it.moved then
      touched[ask.key] = ask
    end
    if ask.what == LEASE then
      -- At most its part of what is left, so that the last is not hoarded.
      ask.cost = min(ask.cost, floor(left / ask.extra))
      ask.fits = ask.cost > 0
    else
      ask.fits = ask.what ~= TAKE or ask.kind.enough(it, ask, max(ask.cost, ask.extra))
    end
    all = all and (ask.fits or not ask.binding)
  end
  for _, ask in ipairs(asks) do
    local it, kind, taken = ask.it, ask.kind, 0
    local least = ask.what == TAKE and ask.extra or 0
    local wait = ask.fits and 0 or kind.wait(it, ask, max(1, ask.cost, least))
    if ask.what == GIVE_BACK then
      kind.give(it, ask, ask.cost, ask.extra)
      touched[ask.key] = ask
    elseif ask.fits and ask.cost > 0 and (all or not ask.binding) then
      taken = ask.cost
      kind.take(it, ask, taken)
      touched[ask.key] = ask
    end
    answer[#answer + 1] = pack('<Bdddd', ask.fits and 1 or 0, kind.left(it, ask), wait,
      kind.full(it, ask), taken)
  end
end

local place, from, asks = 1, 1, {}
for i = 1, #KEYS do
  local ask
  ask, place = read(place)
  asks[#asks + 1] = ask
  if ask.last then
    settle(asks, from)
    from, asks = i + 1, {}
  end
end
for key, ask in pairs(touched) do
  ask.kind.save(key, ask.it, ask)
end
return table.concat(answer)
