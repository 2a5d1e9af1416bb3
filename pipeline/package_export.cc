#include "pipeline/package_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "core/ports/errors.h"
#include "core/text.h"
#include "pipeline/copy_parts.h"
#include "pipeline/discretion.h"

namespace sohoa::pipeline {
namespace {

using core::Error;
using nlohmann::json;

json sheetsJson(const core::SheetBalance& b) {
  return {{"fed", b.fed},     {"stored", b.stored},       {"kept", b.kept},
          {"blank", b.blank}, {"separator", b.separator}, {"quarantined", b.quarantined}};
}

// A file name of plain letters: names on the shelf may hold what other systems cannot.
std::string plainName(const std::string& name) {
  std::string out;
  for (const char c : core::foldMarks(core::printable(name))) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    out += plain ? c : '_';
  }
  constexpr std::size_t kMost = 80;
  if (out.size() > kMost) out.erase(0, out.size() - kMost);  // the ending stays
  return out;
}

std::string typeOf(const std::filesystem::path& file) {
  std::FILE* stream = std::fopen(file.c_str(), "rb");
  char head[4] = {};
  if (stream != nullptr) {
    static_cast<void>(std::fread(head, 1, sizeof head, stream));
    std::fclose(stream);
  }
  const std::string_view start(head, 4);
  if (start.starts_with("%PDF")) return "application/pdf";
  if (start.starts_with("\xFF\xD8")) return "image/jpeg";
  if (start.starts_with("\x89PNG")) return "image/png";
  if (start.starts_with("II") || start.starts_with("MM")) return "image/tiff";
  return "application/octet-stream";
}

class Gathering {
 public:
  explicit Gathering(const ExportPorts& ports) : ports_(ports) {
    out_.made = std::make_unique<core::TemporaryFolder>(ports.scratch);
  }

  Export run(const std::string& wanted) {
    choose(wanted);
    if (chosen_.empty()) throw Error(kNothingToExport, {.detail = wanted});
    package_.id = wanted;
    package_.created = chosen_.front().batch.created;
    for (const auto& each : chosen_) {
      package_.created = std::min(package_.created, each.batch.created);
    }
    state(wanted);
    json masters = json::array();
    for (const auto& each : chosen_) masters.push_back(master(each));
    records_["masters"] = std::move(masters);
    records_["format"] = "sohoa-package/1";
    records_["package"] = wanted;
    content().payload.push_back({"package.json", {}, records_.dump(1) + "\n"});
    content().payload.push_back({"mets.xml", {}, ports_.mets(package_)});
    content().info = {{"Source-Organization", package_.unit_name},
                      {"Organization-Identifier", package_.unit_id},
                      {"External-Identifier", wanted},
                      {"External-Description", "Digitised case files with signed copies"},
                      {"Bag-Group-Identifier", chosen_.front().batch.id}};
    return std::move(out_);
  }

 private:
  struct Chosen {
    core::BatchRow batch;
    core::MasterRow master;
    std::string path;
    std::vector<core::DocumentRow> documents;
  };

  core::BagContent& content() { return out_.content; }

  // A file made for the package; on disk, because a batch has many.
  core::PackageFile added(const std::string& path, const std::string& type,
                          const std::string& bytes) {
    const auto file = out_.made->path() / std::to_string(content().payload.size());
    core::writeFileAtomically(file, bytes);
    content().payload.push_back({path, file, {}});
    return {path, type, core::sha256(bytes), bytes.size()};
  }

  void choose(const std::string& wanted) {
    for (const auto& batch : ports_.store.batches()) {
      const bool whole = batch.id == wanted;
      std::vector<core::MasterRow> masters;
      for (auto& master : ports_.store.masters(batch.id)) {
        if (whole || master.case_file == wanted ||
            (master.case_file.empty() && master.name == wanted)) {
          masters.push_back(std::move(master));
        }
      }
      if (masters.empty()) continue;
      if (ports_.store.progress(batch.id).jobs_open > 0) throw Error(kStillWorking, {});
      addBatch(batch, std::move(masters));
    }
  }

  void addBatch(const core::BatchRow& batch, std::vector<core::MasterRow> masters) {
    const Discretion discretion(ports_.store, batch.id);
    std::map<core::Id, std::vector<core::DocumentRow>> papers;
    for (auto& row : ports_.store.documents(batch.id)) papers[row.master].push_back(std::move(row));
    std::map<core::Id, std::string> paths;
    for (const auto& input : ports_.store.inputs(batch.id)) {
      if (input.master && !input.duplicate) paths[*input.master] = input.path;
    }
    for (auto& master : masters) {
      auto& own = papers[master.id];
      const bool secret =
          std::any_of(own.begin(), own.end(), [](const auto& row) { return row.document.secret; });
      const bool delivered = std::all_of(own.begin(), own.end(), [](const auto& row) {
        return row.state == core::DocumentState::kDelivered;
      });
      if (secret) {
        ++out_.secret_files;
      } else if (!delivered || !discretion.mayPicture(master.id)) {
        ++out_.held_files;
      } else {
        auto path = paths[master.id];
        chosen_.push_back({batch, std::move(master), std::move(path), std::move(own)});
      }
    }
  }

  // What the rows of another home would not say alike: who made the package, and its balance.
  void state(const std::string& wanted) {
    json statement;
    if (const auto kept = ports_.shelf.statement(wanted)) {
      statement = json::parse(*kept);
      out_.secret_files = statement.at("left_out").at("secret").get<int>();
      out_.held_files = statement.at("left_out").at("quarantined").get<int>();
    } else {
      statement = {{"unit", {{"id", ports_.unit_id}, {"name", ports_.unit_name}}},
                   {"left_out", {{"secret", out_.secret_files}, {"quarantined", out_.held_files}}},
                   {"batches", json::array()}};
      std::string last;
      for (const auto& each : chosen_) {
        if (each.batch.id == last) continue;
        last = each.batch.id;
        statement["batches"].push_back({{"id", last},
                                        {"created", each.batch.created.time_since_epoch().count()},
                                        {"lane", core::slug(each.batch.lane)},
                                        {"sheets", sheetsJson(ports_.store.balance(last))},
                                        {"sign_offs", signOffs(last)}});
      }
    }
    package_.unit_id = statement.at("unit").at("id").get<std::string>();
    package_.unit_name = statement.at("unit").at("name").get<std::string>();
    records_["statement"] = std::move(statement);
  }

  json signOffs(const std::string& batch) {
    json list = json::array();
    for (const auto& each : ports_.ledger.signOffs(batch)) {
      list.push_back({{"person", each.person},
                      {"remark", each.remark},
                      {"at", each.at.time_since_epoch().count()},
                      {"sheets", sheetsJson(each.balance)}});
    }
    return list;
  }

  json master(const Chosen& each) {
    const auto number = fmt::format("{:05}", ++out_.files);
    const auto file = ports_.blobs.localFile(each.master.sha256);
    core::PackageMaster described;
    described.name = each.master.name;
    described.case_file = each.master.case_file.empty() ? each.master.name : each.master.case_file;
    described.taken = each.batch.created;
    described.page_count = each.master.page_count;
    described.master = {"masters/" + number + "_" + plainName(each.master.name), typeOf(file),
                        each.master.sha256, each.master.size};
    content().payload.push_back({described.master.path, file, {}});
    json pages = json::array();
    json readings = json::array();
    for (const auto& page : ports_.store.pages(each.master.id)) {
      const char* mark = page.mark == core::PageMark::kBlank       ? "blank"
                         : page.mark == core::PageMark::kSeparator ? "separator"
                                                                   : "kept";
      pages.push_back(mark);
      readings.push_back(json::parse(ports_.blobs.get(page.result.value())));
    }
    const auto readings_path = "readings/" + number + ".json";
    added(readings_path, "application/json", readings.dump() + "\n");
    described.text = added(
        "alto/" + number + ".xml", "application/xml",
        ports_.alto(each.master.name, pageResults(ports_.store, ports_.blobs, each.master.id)));
    json papers = json::array();
    for (const auto& row : each.documents) papers.push_back(paper(row, described));
    package_.masters.push_back(described);
    return {{"batch", each.batch.id},
            {"path", each.path},
            {"name", each.master.name},
            {"sha256", each.master.sha256.hex()},
            {"file", described.master.path},
            {"readings", readings_path},
            {"case_file", each.master.case_file},
            {"parts", partsOf(each)},
            {"pages", std::move(pages)},
            {"papers", std::move(papers)}};
  }

  std::map<std::string, std::string> partsOf(const Chosen& each) {
    const auto [found, fresh] = parts_.try_emplace(each.batch.id);
    if (fresh) {
      for (auto& place : ports_.ledger.places(each.batch.id)) {
        found->second[place.path] = std::move(place.parts);
      }
    }
    return found->second[each.path];
  }

  json paper(const core::DocumentRow& row, core::PackageMaster& described) {
    const auto hit = ports_.warehouse.find(row.copy_id);
    if (!hit || hit->content != row.agency_pdf.value()) {
      throw Error(core::kNoSuchCopy, {.detail = row.copy_id});
    }
    ++out_.copies;
    const auto file = ports_.blobs.localFile(*row.agency_pdf);
    core::PackagePaper paper{row.copy_id,
                             row.document.kind,
                             row.document.title,
                             hit->level,
                             hit->created,
                             row.document.pages,
                             {"copies/" + row.copy_id + ".pdf", "application/pdf", *row.agency_pdf,
                              std::filesystem::file_size(file)},
                             {}};
    content().payload.push_back({paper.copy.path, file, {}});
    paper.fields = added("fields/" + row.copy_id + ".json", "application/json",
                         json(row.document).dump(1) + "\n");
    described.papers.push_back(paper);
    // Earlier revisions are the beginning of the last one.
    const auto size = [&](const std::optional<core::Sha256>& pdf) {
      return std::filesystem::file_size(ports_.blobs.localFile(pdf.value()));
    };
    return {{"copy", row.copy_id},
            {"file", paper.copy.path},
            {"sha256", row.agency_pdf->hex()},
            {"fields", paper.fields.path},
            {"base_bytes", size(row.base_pdf)},
            {"operator_bytes", size(row.operator_pdf)},
            {"base_sha256", row.base_pdf->hex()},
            {"operator_sha256", row.operator_pdf->hex()},
            {"product", core::slug(hit->product)},
            {"level", hit->level},
            {"created", hit->created.time_since_epoch().count()}};
  }

  const ExportPorts& ports_;
  Export out_;
  std::vector<Chosen> chosen_;
  core::Package package_;
  json records_;
  std::map<std::string, std::map<std::string, std::map<std::string, std::string>>> parts_;
};

}  // namespace

Export gatherExport(const ExportPorts& ports, const std::string& batch_or_case) {
  return Gathering(ports).run(batch_or_case);
}

}  // namespace sohoa::pipeline
