#pragma once
// What a session knows, and how it answers.

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lsp/actions.hpp"
#include "lsp/completion.hpp"
#include "lsp/diagnostics_internal.hpp"
#include "lsp/document.hpp"
#include "lsp/hover.hpp"
#include "lsp/json_internal.hpp"
#include "lsp/session.hpp"
#include "lsp/snapshot_files.hpp"

namespace dockgate::lsp {

/// A folder of the workspace, or one around a document outside of it.
struct Root {
  std::size_t id = 0;
  std::string folder;  // absolute path; "" for documents without a place
  bool workspace = false;
  std::shared_ptr<CachedFiles> disk;
  std::map<std::string, std::string> open;  // path from the folder → normal address of the document
  std::uint64_t revision = 0;               // of the state of its documents
  std::optional<Update> update;             // not handed out yet
  Outcome latest;                           // of whatever revision
  FileReports reports;                      // of `latest`, into which it points
  std::set<std::string> touched;            // to be published
  std::set<std::string> unsaid;             // of the latest result, and not open
  std::set<std::string> edited;             // since then: the client asks for these by itself
  /// What was said last of a file.
  struct Said {
    std::uint64_t state = 0;
    std::string items;  // the array, as text
  };
  std::map<std::string, Said> published;
  std::set<std::string> shared;  // files whose diagnostics depend on all builds together
  bool whole_told = false;       // everything was published once
  bool progress = false;         // is being shown
};

struct OpenDocument : Document {
  std::size_t root = 0;
  std::string path;  // from the root's folder
  bool on_disk = false;
  /// Of the text as it is now; made when somebody asks.
  SourcePtr source;
  std::shared_ptr<const dockerfile::File> file;
};

/// What the client can do, as far as it matters.
struct Client {
  Encoding encoding = Encoding::utf16;
  bool pulls = false, refreshes = false, related = false, code_description = false, versions = false;
  bool watches = false, configures = false, progresses = false, resolves_edits = false,
       document_changes = false;
  bool creates_files = false, snippets = false, markdown = true, hierarchy = false, links = false;
  bool inlay_refreshes = false, shows_documents = false, literal_actions = false, prepares_rename = false;
  std::set<int> tags;
};

struct Preferences {
  JudgeSettings judge;
  bool workspace_diagnostics = true;
  bool inlay_hints = true;
};

class Session::State {
 public:
  explicit State(Host host) : host_(std::move(host)) {}

  bool receive(const std::string& content);
  void judged(std::size_t id, Outcome outcome);
  void publish_rest(const std::function<bool()>& interrupted);

  std::vector<std::string> output;
  std::optional<int> exit_code;
  std::vector<Job> take_jobs();
  std::vector<Outcome> take_spent() { return std::exchange(spent_, {}); }

 private:
  using Handler = Json (State::*)(const Json& params);
  struct Method {
    std::string_view name;
    Handler handler;
    /// When the answer needs what was judged: not at all, of the open documents, of everything.
    enum class Needs { nothing, open, whole } needs = Needs::nothing;
  };
  struct Waiting {
    Json id;
    const Method* method;
    Json params;
  };
  static const std::vector<Method>& requests();
  static const std::vector<Method>& notifications();

  // messages.cpp
  void take(const Json& message);
  void take_request(const Json& id, const std::string& name, const Json& params);
  void take_response(const Json& message);
  void answer(const Json& id, const Method& method, const Json& params);
  bool ready(const Method& method, const Json& params);
  void answer_waiting();
  void send(Json message);
  void reply(const Json& id, Json result);
  void refuse(const Json& id, int code, std::string message);
  void notify(std::string_view method, Json params);
  void ask(std::string_view method, Json params, std::string purpose = {});
  Json cancel(const Json& params);
  Json ignore(const Json& params);

  // lifecycle.cpp
  Json initialize(const Json& params);
  Json initialized(const Json& params);
  Json shutdown(const Json& params);
  Json leave(const Json& params);
  Json capabilities() const;
  void read_client(const Json& params);
  void read_preferences(const Json& settings);
  Json did_change_configuration(const Json& params);
  Json did_change_folders(const Json& params);
  Json did_change_files(const Json& params);
  void watch_files();

  // documents.cpp
  Json did_open(const Json& params);
  Json did_change(const Json& params);
  Json did_save(const Json& params);
  Json did_close(const Json& params);
  Root& add_root(const std::string& folder, bool workspace);
  void remove_root(const std::string& folder);
  Root& root_for(const std::string& uri, std::string& path);
  void changed(Root& root, const std::string& path, bool anew = false);
  void place(OpenDocument& document);
  void fill(Root& root, Update& update) const;
  Root* find_root(std::size_t id);
  OpenDocument* find_document(const Json& params);
  OpenDocument& document_of(const Json& params);
  std::string uri_in(const Root& root, std::string_view path) const;

  // publish.cpp
  void publish(Root& root);
  bool say(Root& root, const std::string& path, Ranges& ranges);
  void refresh();
  void show_progress(Root& root);
  Json document_diagnostics(const Json& params);
  Json workspace_diagnostics(const Json& params);
  DiagnosticStyle style_for(const Root& root) const;
  std::string diagnostics_of(const Root& root, std::string_view path) const;
  void push(const Root& root, const std::string& path, const std::string& items);

  // language.cpp
  Json hover_at(const Json& params);
  Json completion(const Json& params);
  Json signature_help(const Json& params);
  Json document_symbols(const Json& params);
  Json workspace_symbols(const Json& params);
  Json folding(const Json& params);
  Json selection_ranges(const Json& params);
  Json semantic_tokens(const Json& params);
  Json document_links(const Json& params);
  Json inlay_hints(const Json& params);
  const SourcePtr& source_of(OpenDocument& document) const;
  const std::shared_ptr<const dockerfile::File>& file_of(OpenDocument& document) const;
  Known known_of(OpenDocument& document);
  SourcePtr text_of(const Root& root, const std::string& path) const;
  std::vector<KnownImage> known_images(const Root& root, std::string_view path) const;

  // navigation.cpp
  struct NamePlaces;
  std::optional<NamePlaces> name_places(const Json& params);
  Json definition(const Json& params);
  Json references(const Json& params);
  Json highlights(const Json& params);
  Json prepare_rename(const Json& params);
  Json rename(const Json& params);

  // edits.cpp
  Json code_actions(const Json& params);
  Json formatting(const Json& params);
  Json resolve_action(const Json& params);
  Json execute_command(const Json& params);
  Changes changes_for(const Json& data, const Root& root);
  Json workspace_edit(const Root& root, const Changes& changes) const;
  PolicyFile policy_file(const Root& root, const Finding& finding) const;
  PolicyFile ledger_file(const Root& root, const PolicyFile& policy) const;

  Host host_;
  Client client_;
  Preferences preferences_;
  enum class Phase { fresh, running, down } phase_ = Phase::fresh;
  std::map<std::string, OpenDocument> documents_;  // by normal address
  std::vector<std::unique_ptr<Root>> roots_;
  std::vector<std::size_t> closed_roots_;
  std::deque<Waiting> waiting_;
  std::map<std::int64_t, std::string> asked_;  // our requests, and what for
  std::vector<Outcome> spent_;                 // results that newer ones have replaced
  std::int64_t next_id_ = 1;
  std::size_t next_root_ = 1;
};

}  // namespace dockgate::lsp
