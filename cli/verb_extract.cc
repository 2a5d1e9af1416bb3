#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/read_pages.h"
#include "cli/verb.h"

namespace sohoa::cli {
namespace {

using nlohmann::json;

json fieldJson(const core::FieldValue& field) {
  return {{"value", field.value},
          {"confidence", field.confidence},
          {"page", field.page},
          {"box", {field.box.x, field.box.y, field.box.width, field.box.height}},
          {"rule", field.rule}};
}

json documentJson(const core::Document& document) {
  json fields = json::object();
  for (const auto& [name, field] : document.fields) fields[name] = fieldJson(field);
  return {{"pages", document.pages},
          {"kind", document.kind},
          {"title", document.title},
          {"kind_confidence", document.kind_confidence},
          {"secret", document.secret ? json(*document.secret) : json(nullptr)},
          {"fields", std::move(fields)}};
}

// A file with a page that could not be read is not cut into documents: a missing page may be the
// one with the secrecy mark.
std::vector<core::Document> documentsOf(const ReadFile& file, Context& context) {
  if (file.failed()) return {};
  const auto pages = file.results();
  std::vector<core::Document> documents;
  for (auto& document : context.parts.documents().split(pages)) {
    documents.push_back(document.secret ? std::move(document)
                                        : context.parts.documents().extract(pages, document));
  }
  return documents;
}

json fileJson(const ReadFile& file, const std::vector<core::Document>& documents,
              core::Language language) {
  json entry{
      {"path", file.path.string()}, {"documents", json::array()}, {"barcodes", json::array()}};
  for (const auto& document : documents) entry["documents"].push_back(documentJson(document));
  for (const auto& page : file.pages) {
    for (const auto& code : page.result.barcodes) {
      entry["barcodes"].push_back(
          {{"page", page.index}, {"format", code.format}, {"text", code.text}});
    }
    if (page.error) entry["errors"].push_back(errorJson(*page.error, language));
  }
  if (file.error) entry["error"] = errorJson(*file.error, language);
  return entry;
}

std::string shown(const core::FieldContent& content) {
  if (const auto* text = std::get_if<std::string>(&content)) return *text;
  return fmt::format("{}", fmt::join(std::get<std::vector<std::string>>(content), " | "));
}

void printFile(const ReadFile& file, const std::vector<core::Document>& documents,
               Terminal& terminal) {
  terminal.print(file.path.string());
  for (const auto& document : documents) {
    std::string pages;
    for (const int page : document.pages) {
      pages += (pages.empty() ? "" : ", ") + std::to_string(page + 1);
    }
    terminal.print(fmt::format("  {} ({} {}, {:.0f} %)", document.title,
                               terminal.pick("trang", "pages"), pages,
                               100 * document.kind_confidence));
    if (document.secret) {
      terminal.print(
          fmt::format("    ! {}: {}", terminal.pick("độ mật", "secrecy"), *document.secret));
    }
    for (const auto& [name, field] : document.fields) {
      terminal.print(fmt::format("    {:<14} {}  ({:.0f} %)", name, shown(field.value),
                                 100 * field.confidence));
    }
  }
}

int run(const std::vector<std::filesystem::path>& paths, Context& context) {
  const auto files = readFiles(paths, context);
  bool failed = files.empty();
  json list = json::array();
  for (const auto& file : files) {
    failed = failed || file.failed();
    const auto documents = documentsOf(file, context);
    if (context.json) {
      list.push_back(fileJson(file, documents, context.terminal.language()));
    } else {
      printFile(file, documents, context.terminal);
    }
  }
  if (context.json) context.terminal.print(json{{"files", std::move(list)}});
  return failed ? kSomeFailed : kDone;
}

}  // namespace

void addExtract(const Verb& line) {
  auto files = std::make_shared<std::vector<std::filesystem::path>>();
  const auto verb = line.verb("extract", {"Tách giấy tờ và đọc các trường thông tin",
                                          "Find the documents and read their fields"});
  verb.option("FILE", *files).required();
  verb.example("sohoa extract ho-so.pdf --json");
  verb.runs([files](Context& context) { return run(*files, context); });
}

}  // namespace sohoa::cli
