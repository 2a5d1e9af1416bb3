#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command.h"

namespace sohoa::cli {
namespace {

using nlohmann::json;

struct Options {
  std::vector<std::string> words;
  std::string subject;
  std::string kind;
  std::string cursor;
  int limit = 20;
};

json hitJson(const core::SearchHit& hit) {
  return {{"id", hit.id},
          {"kind", hit.kind},
          {"title", hit.title},
          {"fields", hit.fields},
          {"pages", hit.pages},
          {"level", hit.level},
          {"sha256", hit.content.hex()},
          {"created", core::formatIso8601(hit.created)}};
}

std::string field(const core::SearchHit& hit, const std::string& name) {
  const auto it = hit.fields.find(name);
  return it != hit.fields.end() && it->second.is_string() ? it->second.get<std::string>() : "";
}

int run(const Options& options, Context& context) {
  context.home.require();
  core::SearchQuery query;
  for (const auto& word : options.words) query.words += (query.words.empty() ? "" : " ") + word;
  if (!options.subject.empty()) query.subject = options.subject;
  if (!options.kind.empty()) query.kind = options.kind;
  if (!options.cursor.empty()) query.cursor = options.cursor;
  query.limit = options.limit;
  const auto page = context.parts.warehouse().search(query);
  auto& terminal = context.terminal;
  if (context.json) {
    json copies = json::array();
    for (const auto& hit : page.hits) copies.push_back(hitJson(hit));
    terminal.print(json{{"copies", std::move(copies)},
                        {"next", page.next ? json(*page.next) : json(nullptr)}});
    return kDone;
  }
  for (const auto& hit : page.hits) {
    terminal.print(fmt::format("{}  {}  {}  {}", hit.id, hit.title, field(hit, "so_ky_hieu"),
                               field(hit, "trich_yeu")));
  }
  if (page.hits.empty()) {
    terminal.say(std::string(terminal.pick("Không tìm thấy bản sao nào.", "No copy found.")));
  }
  return kDone;
}

}  // namespace

void addSearch(CLI::App& app, core::Language language, Command& chosen) {
  auto options = std::make_shared<Options>();
  auto* verb = app.add_subcommand(
      "search", std::string(core::pick(language, "Tìm bản sao trong kho, có dấu hay không dấu",
                                       "Search the warehouse, with or without tone marks")));
  verb->add_option("WORDS", options->words);
  verb->add_option("--subject", options->subject,
                   std::string(core::pick(language, "Số định danh", "Id number")));
  verb->add_option("--kind", options->kind,
                   std::string(core::pick(language, "Loại giấy tờ", "Document kind")));
  verb->add_option("--cursor", options->cursor,
                   std::string(core::pick(language, "Tiếp từ kết quả trước", "Go on from 'next'")));
  verb->add_option("--limit", options->limit)->check(CLI::Range(1, 200));
  verb->footer(std::string(core::pick(language, "Ví dụ: ", "Example: ")) +
               "sohoa search \"khai sinh\" --json");
  verb->callback([options, &chosen] {
    chosen = [options](Context& context) { return run(*options, context); };
  });
}

void addFetch(CLI::App& app, core::Language language, Command& chosen) {
  struct FetchOptions {
    std::string copy;
    std::filesystem::path out;
  };
  auto options = std::make_shared<FetchOptions>();
  auto* verb = app.add_subcommand(
      "fetch", std::string(core::pick(language, "Lấy một bản sao từ kho", "Fetch a copy")));
  verb->add_option("COPY", options->copy)->required();
  verb->add_option("-o,--output", options->out)->required();
  verb->footer(std::string(core::pick(language, "Ví dụ: ", "Example: ")) +
               "sohoa fetch 3f0c… -o ban-sao.pdf");
  verb->callback([options, &chosen] {
    chosen = [options](Context& context) -> int {
      context.home.require();
      context.parts.warehouse().fetch(options->copy, options->out);
      if (context.json) {
        context.terminal.print(json{{"id", options->copy}, {"path", options->out.string()}});
      } else {
        context.terminal.print(options->out.string());
      }
      return kDone;
    };
  });
}

}  // namespace sohoa::cli
