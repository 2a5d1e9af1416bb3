#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/verb.h"

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
          {"product", core::slug(hit.product)},
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
  const auto* text = it == hit.fields.end() ? nullptr : std::get_if<std::string>(&it->second);
  return text == nullptr ? "" : *text;
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
    const auto sort = hit.product == core::Product::kCertified
                          ? terminal.pick(" (bản chứng thực)", " (certified)")
                          : std::string_view();
    terminal.print(fmt::format("{}  {}{}  {}  {}", hit.id, hit.title, sort,
                               field(hit, "so_ky_hieu"), field(hit, "trich_yeu")));
  }
  if (page.hits.empty()) {
    terminal.say(std::string(terminal.pick("Không tìm thấy bản sao nào.", "No copy found.")));
  }
  return kDone;
}

// As the template named it; the copy's id where it did not, or where the name is no plain one.
std::string fileName(const core::Warehouse& warehouse, const std::string& copy) {
  const auto hit = warehouse.find(copy);
  if (hit && hit->fields.contains("ten_tep")) {
    const auto* name = std::get_if<std::string>(&hit->fields.at("ten_tep"));
    if (name != nullptr && !name->empty() && name->find('/') == std::string::npos) {
      return *name + ".pdf";
    }
  }
  return copy + ".pdf";
}

}  // namespace

void addSearch(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb = line.verb("search", {"Tìm bản sao trong kho, có dấu hay không dấu",
                                         "Search the warehouse, with or without tone marks"});
  verb.option("WORDS", options->words,
              {"Từ cần tìm, có dấu hoặc không dấu", "Words to find, with or without tone marks"});
  verb.option("--subject", options->subject, {"Số định danh", "Id number"});
  verb.option("--kind", options->kind, {"Loại giấy tờ", "Document kind"});
  verb.option("--cursor", options->cursor, {"Tiếp từ kết quả trước", "Go on from 'next'"});
  verb.option("--limit", options->limit, {"Số kết quả mỗi trang", "Results on a page"})
      .between(1, 200);
  verb.example("sohoa search \"khai sinh\" --json");
  verb.runs([options](Context& context) { return run(*options, context); });
}

void addFetch(const Verb& line) {
  struct FetchOptions {
    std::string copy;
    std::filesystem::path out;
  };
  auto options = std::make_shared<FetchOptions>();
  const auto verb = line.verb("fetch", {"Lấy một bản sao từ kho", "Fetch a copy"});
  verb.option("COPY", options->copy, {"Mã bản sao", "Id of the copy"}).required();
  verb.option("-o,--output", options->out,
              {"Tệp PDF cần tạo, hoặc thư mục để đặt tên theo mẫu",
               "PDF to write, or a folder, where it is named by the template"})
      .required();
  verb.example("sohoa fetch 3f0c… -o ban-sao.pdf");
  verb.runs([options](Context& context) -> int {
    context.home.require();
    auto& warehouse = context.parts.warehouse();
    auto out = options->out;
    if (std::filesystem::is_directory(out)) out /= fileName(warehouse, options->copy);
    warehouse.fetch(options->copy, out);
    if (context.json) {
      context.terminal.print(json{{"id", options->copy}, {"path", out.string()}});
    } else {
      context.terminal.print(out.string());
    }
    return kDone;
  });
}

}  // namespace sohoa::cli
