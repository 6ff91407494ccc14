-- Runs inside of Neovim, with a Dockerfile open; leaves with `cquit` when something is not as it should be.
local function check(condition, what)
  if condition then
    io.stderr:write('ok: ' .. what .. '\n')
    return
  end
  io.stderr:write('FAILED: ' .. what .. '\n' .. table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n') .. '\n')
  for _, each in ipairs(vim.diagnostic.get(0)) do
    io.stderr:write(string.format('%d: %s %s\n', each.lnum, tostring(each.code), each.message))
  end
  vim.cmd('cquit 1')
end
local function wait(condition, what)
  check(vim.wait(20000, condition, 20), what)
end
local function line(number)
  return vim.api.nvim_buf_get_lines(0, number - 1, number, false)[1]
end
local function diagnostic(code)
  for _, each in ipairs(vim.diagnostic.get(0)) do
    local given = each.code or (each.user_data and each.user_data.lsp and each.user_data.lsp.code)
    if given == code then return each end
  end
end

local buffer = vim.api.nvim_get_current_buf()
local client = require('dockgate').start(buffer)
check(client ~= nil, 'the server starts')
wait(function() return diagnostic('acme/srv') ~= nil end, 'diagnostics are shown')
check(diagnostic('acme/srv').lnum == 2, 'in their line')

-- A fix, as vim.lsp.buf.code_action asks for it and makes it.
local params = vim.lsp.util.make_range_params()
params.range = {start = {line = 2, character = 0}, ['end'] = {line = 2, character = 10}}
params.context = {diagnostics = vim.lsp.diagnostic.get_line_diagnostics and vim.lsp.diagnostic.get_line_diagnostics(buffer, 2) or {}}
local answers = vim.lsp.buf_request_sync(buffer, 'textDocument/codeAction', params, 10000)
for _, answer in pairs(answers or {}) do
  for _, action in ipairs(answer.result or {}) do
    if action.title == 'go to /srv' then
      if not action.edit then
        local resolved = vim.lsp.buf_request_sync(buffer, 'codeAction/resolve', action, 10000)
        for _, each in pairs(resolved) do action = each.result end
      end
      vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
    end
  end
end
check(line(3) == 'WORKDIR /srv', 'a fix is applied')
wait(function() return diagnostic('acme/srv') == nil end, 'and the finding is gone')

vim.api.nvim_win_set_cursor(0, {4, 6})
vim.lsp.buf.definition()
wait(function() return vim.api.nvim_win_get_cursor(0)[1] == 2 end, 'it jumps to the stage')

vim.api.nvim_win_set_cursor(0, {1, 5})
vim.lsp.buf.rename('IMAGE')
wait(function() return line(1) == 'ARG IMAGE=python:3.12' and line(2) == 'FROM ${IMAGE} AS build' end, 'it renames an ARG')

if vim.lsp.buf.format then
  vim.lsp.buf.format({timeout_ms = 10000})
else
  vim.lsp.buf.formatting_sync(nil, 10000)
end
check(line(5) == 'COPY --from=build /a /b', 'it lays out the file')
vim.cmd('qall!')
