-- dockgate for Neovim 0.7 and later. With 0.11 and later `vim.lsp.config` does the same; see docs/editors.md.
local M = {}

M.markers = {'.dockgate.yaml', '.dockgate.yml', '.git'}
M.filetypes = {'dockerfile', 'python', 'sh', 'yaml', 'yaml.docker-compose', 'hcl'}

-- The folder around a file that has one of the markers, else the file's own.
local function root_of(name)
  local folder = vim.fn.fnamemodify(name, ':p:h')
  local at = folder
  while true do
    for _, marker in ipairs(M.markers) do
      local path = at .. '/' .. marker
      if vim.fn.filereadable(path) == 1 or vim.fn.isdirectory(path) == 1 then return at end
    end
    local up = vim.fn.fnamemodify(at, ':h')
    if up == at then return folder end
    at = up
  end
end

local clients = {}

-- Starts the server for a buffer, or joins the one of its folder. `settings` as in docs/editors.md.
function M.start(buffer, settings)
  local root = root_of(vim.api.nvim_buf_get_name(buffer))
  local id = clients[root]
  if not id or not vim.lsp.get_client_by_id(id) then
    id = vim.lsp.start_client({
      name = 'dockgate',
      cmd = {'dockgate', 'lsp'},
      root_dir = root,
      workspace_folders = {{uri = vim.uri_from_fname(root), name = root}},
      init_options = settings,
      settings = {dockgate = settings or vim.empty_dict()},
    })
    clients[root] = id
  end
  if id then vim.lsp.buf_attach_client(buffer, id) end
  return id
end

-- Starts it for every buffer of the file types above.
function M.setup(settings)
  vim.api.nvim_create_autocmd('FileType', {
    pattern = M.filetypes,
    callback = function(event) M.start(event.buf, settings) end,
  })
end

return M
