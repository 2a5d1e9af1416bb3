#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/evidence_text.h"
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
          {"rule", field.rule},
          {"evidence", field.evidence}};
}

json reviewJson(const core::Document& document) {
  json items = json::array();
  for (const auto& item : document.review) {
    items.push_back({{"field", item.field}, {"reason", item.reason}, {"value", item.value}});
  }
  return items;
}

json unreadJson(const core::Document& document) {
  json areas = json::array();
  for (const auto& area : document.unread) {
    const auto& box = area.box;
    areas.push_back({{"field", area.field},
                     {"page", area.page},
                     {"box", {box.x, box.y, box.width, box.height}}});
  }
  return areas;
}

// Of a paper with a secrecy mark nothing is told but the marks themselves.
core::Document marksAlone(core::Document document) {
  std::erase_if(document.fields, [](const auto& field) {
    return field.first != "do_mat" && field.first != "do_khan";
  });
  document.review.clear();
  document.unread.clear();
  document.result_code.clear();
  document.file_name.clear();
  return document;
}

json documentJson(const core::Document& document) {
  json fields = json::object();
  for (const auto& [name, field] : document.fields) fields[name] = fieldJson(field);
  return {{"pages", document.pages},
          {"kind", document.kind},
          {"title", document.title},
          {"kind_confidence", document.kind_confidence},
          {"secret", document.secret ? json(*document.secret) : json(nullptr)},
          {"fields", std::move(fields)},
          {"cut", {{"reason", document.cut}, {"confidence", document.cut_confidence}}},
          {"review", reviewJson(document)},
          {"findings", document.findings},
          {"unread", unreadJson(document)},
          {"result_code", document.result_code},
          {"file_name", document.file_name}};
}

// A file with a page that could not be read is not cut into documents: a missing page may be the
// one with the secrecy mark.
std::vector<core::Document> documentsOf(const ReadFile& file, bool secret_fields,
                                        const core::DocumentReader& reader) {
  if (file.failed()) return {};
  const auto pages = file.results();
  std::vector<core::Document> documents;
  for (auto& document : reader.split(pages)) {
    auto read = reader.extract(pages, document, {});
    const bool withheld = read.secret && !secret_fields;
    documents.push_back(withheld ? marksAlone(std::move(read)) : std::move(read));
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
    for (const auto& area : document.unread) {
      terminal.print(fmt::format("    {:<14} {}", area.field,
                                 terminal.pick("chữ viết tay, không đọc", "by hand, not read")));
    }
    if (!document.result_code.empty()) {
      terminal.print(fmt::format("    {:<14} {}", terminal.pick("mã kết quả", "result code"),
                                 document.result_code));
    }
    if (!document.file_name.empty()) {
      terminal.print(
          fmt::format("    {:<14} {}", terminal.pick("tên tệp", "file name"), document.file_name));
    }
  }
}

// Where the field was read, by which rule, and what spoke for and against it.
void explain(const std::string& field, const std::vector<core::Document>& documents,
             Terminal& terminal) {
  for (const auto& document : documents) {
    const auto found = document.fields.find(field);
    if (found == document.fields.end()) {
      terminal.print(fmt::format("  {}: {} {}", document.title, field,
                                 terminal.pick("không đọc được", "was not read")));
      continue;
    }
    const auto& value = found->second;
    const auto& box = value.box;
    terminal.print(fmt::format("  {}: {} = {}", document.title, field, shown(value.value)));
    terminal.print(fmt::format("    {:<14} {}", terminal.pick("đọc thấy", "as read"), value.raw));
    terminal.print(fmt::format("    {:<14} {}, x {} y {} {} x {}", terminal.pick("trang", "page"),
                               value.page + 1, box.x, box.y, box.width, box.height));
    terminal.print(fmt::format("    {:<14} {}", terminal.pick("quy tắc", "rule"), value.rule));
    terminal.print(fmt::format("    {:<14} {:.0f} %", terminal.pick("độ tin cậy", "confidence"),
                               100 * value.confidence));
    for (const auto& what : value.evidence)
      terminal.print("      " + evidenceText(what, terminal.language()));
  }
}

struct Options {
  std::vector<std::filesystem::path> files;
  std::string explain;
  bool secret_fields = false;
  std::filesystem::path profiles;
};

// The profiles of a folder instead of those in use.
std::vector<std::string> overridesOf(const Options& options) {
  if (options.profiles.empty()) return {};
  const nlohmann::json folder = std::filesystem::absolute(options.profiles).string();
  return {"metadata.profiles=" + folder.dump()};
}

int run(const Options& options, Context& context) {
  const auto files = readFiles(options.files, context);
  const auto reading = context.parts.readingWith(overridesOf(options));
  bool failed = files.empty();
  json list = json::array();
  for (const auto& file : files) {
    failed = failed || file.failed();
    const auto documents = documentsOf(file, options.secret_fields, reading.documents);
    if (!options.explain.empty() && !context.json) {
      context.terminal.print(file.path.string());
      explain(options.explain, documents, context.terminal);
    } else if (context.json) {
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
  auto options = std::make_shared<Options>();
  const auto verb = line.verb("extract", {"Tách giấy tờ và đọc các trường thông tin",
                                          "Find the documents and read their fields"});
  verb.option("FILE", options->files,
              {"Bản quét (PDF, TIFF, JPEG, PNG)", "Scans (PDF, TIFF, JPEG, PNG)"})
      .required();
  verb.option(
      "--explain", options->explain,
      {"Nêu vì sao tin giá trị của trường này", "Say why the value of this field is believed"});
  verb.flag("--secret-fields", options->secret_fields,
            {"Cả các trường của giấy tờ có dấu mật, cho người được giao giữ chúng",
             "The fields of papers with a secrecy mark too, for those entrusted with them"});
  verb.option("--profiles", options->profiles,
              {"Thư mục mẫu loại giấy tờ để dùng thử", "A folder of document profiles to try"});
  verb.example("sohoa extract ho-so.pdf --json");
  verb.runs([options](Context& context) { return run(*options, context); });
}

}  // namespace sohoa::cli
