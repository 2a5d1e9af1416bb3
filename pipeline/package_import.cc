#include "pipeline/package_import.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/appearance.h"
#include "core/file.h"
#include "core/page.h"
#include "pipeline/blobs_to_name.h"
#include "pipeline/copy_parts.h"

namespace sohoa::pipeline {
namespace {

using core::Error;
using nlohmann::json;

[[noreturn]] void refuse(const std::string& why) { throw Error(kNotOurPackage, {.detail = why}); }

void require(bool ok, const char* why) {
  if (!ok) refuse(why);
}

core::Timestamp timeOf(const json& value) {
  return core::Timestamp(std::chrono::milliseconds(value.get<std::int64_t>()));
}

core::Lane laneOf(const std::string& word) {
  for (const auto lane : {core::Lane::kCounter, core::Lane::kCase, core::Lane::kBacklog}) {
    if (slug(lane) == word) return lane;
  }
  refuse("lane");
}

core::PageMark markOf(const std::string& word) {
  if (word == "kept") return core::PageMark::kKept;
  if (word == "blank") return core::PageMark::kBlank;
  if (word == "separator") return core::PageMark::kSeparator;
  refuse("mark of a page");
}

core::SheetBalance sheetsOf(const json& value) {
  core::SheetBalance sheets;
  for (const auto& [name, into] :
       {std::pair{"fed", &sheets.fed}, std::pair{"stored", &sheets.stored},
        std::pair{"kept", &sheets.kept}, std::pair{"blank", &sheets.blank},
        std::pair{"separator", &sheets.separator}, std::pair{"quarantined", &sheets.quarantined}}) {
    *into = value.at(name).get<int>();
  }
  return sheets;
}

// One master of the package, read and checked.
struct Parcel {
  core::FinishedMaster master;
  std::string file;  // of the payload
  std::vector<core::PageResult> pages;
  struct Paper {
    std::string file;
    std::uint64_t base_bytes = 0;
    std::uint64_t operator_bytes = 0;
    core::Product product = core::Product::kDigitised;
    std::string level;
    core::Timestamp created;
  };
  std::vector<Paper> papers;  // as master.documents
};

class Importer {
 public:
  Importer(const ImportPorts& ports, const std::filesystem::path& bag,
           const std::vector<std::string>& payload)
      : ports_(ports), data_(bag / "data"), payload_(payload.begin(), payload.end()) {}

  Import run(const std::function<void(int, int)>& on_master) {
    const auto records = parsed("package.json");
    require(records.at("format") == "sohoa-package/1", "format");
    import_.package = records.at("package").get<std::string>();
    statement_ = records.at("statement");
    readBatches();
    const auto& masters = records.at("masters");
    const int total = 2 * static_cast<int>(masters.size());
    int done = 0;
    for (const auto& each : masters) {  // all is looked at before anything is written
      check(parcel(each));
      on_master(++done, total);
    }
    for (const auto& batch : batches_) ports_.store.createBatch(batch);
    for (const auto& each : masters) {
      take(parcel(each));
      on_master(++done, total);
    }
    for (const auto& each : sign_offs_) ports_.shelf.keepSignOff(each);
    ports_.shelf.keepStatement(import_.package, statement_.dump());
    return import_;
  }

 private:
  [[nodiscard]] std::filesystem::path place(const std::string& path) const {
    require(payload_.contains(path), "a file that the manifest does not list");
    return data_ / path;
  }
  [[nodiscard]] json parsed(const std::string& path) const {
    return json::parse(core::readText(place(path)));
  }

  void readBatches() {
    unit_ = statement_.at("unit").at("id").get<std::string>();
    static_cast<void>(statement_.at("left_out").at("secret").get<int>());
    static_cast<void>(statement_.at("left_out").at("quarantined").get<int>());
    for (const auto& each : statement_.at("batches")) {
      const auto id = each.at("id").get<std::string>();
      require(!id.empty(), "batch");
      batches_.push_back({id, timeOf(each.at("created")), laneOf(each.at("lane"))});
      for (const auto& sign_off : each.at("sign_offs")) {
        sign_offs_.push_back({0, id, sign_off.at("person").get<std::string>(),
                              sign_off.at("remark").get<std::string>(), timeOf(sign_off.at("at")),
                              sheetsOf(sign_off.at("sheets"))});
        const auto& last = sign_offs_.back();
        require(last.balance.closes() && last.balance.fed > 0 && !last.person.empty(),
                "a balance that was signed off and does not close");
      }
    }
  }

  [[nodiscard]] Parcel parcel(const json& each) const {
    Parcel out;
    auto& row = out.master.row;
    row.batch = each.at("batch").get<std::string>();
    require(std::any_of(batches_.begin(), batches_.end(),
                        [&](const auto& batch) { return batch.id == row.batch; }),
            "a batch that is not described");
    row.name = each.at("name").get<std::string>();
    row.sha256 = core::Sha256::fromHex(each.at("sha256").get<std::string>());
    out.file = each.at("file").get<std::string>();
    row.size = std::filesystem::file_size(place(out.file));
    row.case_file = each.at("case_file").get<std::string>();
    out.master.path = each.at("path").get<std::string>();
    if (!row.case_file.empty()) {
      out.master.place =
          core::CasePlace{out.master.path, row.case_file,
                          each.at("parts").get<std::map<std::string, std::string>>()};
    }
    const auto readings = parsed(each.at("readings").get<std::string>());
    const auto& marks = each.at("pages");
    require(readings.is_array() && readings.size() == marks.size() && !marks.empty(), "pages");
    for (std::size_t i = 0; i < marks.size(); ++i) {
      out.pages.push_back(readings[i].get<core::PageResult>());
      const auto text = json(out.pages.back()).dump();
      out.master.pages.push_back({markOf(marks[i].get<std::string>()), core::sha256(text)});
    }
    row.page_count = static_cast<int>(marks.size());
    for (const auto& paper : each.at("papers")) addPaper(paper, out);
    return out;
  }

  void addPaper(const json& each, Parcel& out) const {
    core::DocumentRow row;
    row.copy_id = each.at("copy").get<std::string>();
    row.document = parsed(each.at("fields").get<std::string>()).get<core::Document>();
    require(!row.document.secret, "a state secret");
    row.state = core::DocumentState::kDelivered;
    const auto digest = [&](const char* key) {
      return core::Sha256::fromHex(each.at(key).get<std::string>());
    };
    row.base_pdf = digest("base_sha256");
    row.operator_pdf = digest("operator_sha256");
    row.agency_pdf = digest("sha256");
    Parcel::Paper paper{each.at("file").get<std::string>(),
                        each.at("base_bytes").get<std::uint64_t>(),
                        each.at("operator_bytes").get<std::uint64_t>(),
                        core::product(each.at("product").get<std::string>()),
                        each.at("level").get<std::string>(),
                        timeOf(each.at("created"))};
    const auto size = std::filesystem::file_size(place(paper.file));
    require(paper.base_bytes <= paper.operator_bytes && paper.operator_bytes <= size,
            "revisions of a copy");
    out.papers.push_back(std::move(paper));
    out.master.documents.push_back(std::move(row));
  }

  // The digest of the first bytes of a file.
  [[nodiscard]] static core::Sha256 digestOfStart(const std::vector<std::uint8_t>& bytes,
                                                  std::uint64_t count) {
    return core::sha256(std::span(bytes).first(static_cast<std::size_t>(count)));
  }

  void check(const Parcel& parcel) {
    std::set<int> used;
    require(core::sha256(core::readFile(place(parcel.file))) == parcel.master.row.sha256,
            "a master that is another file");
    for (std::size_t i = 0; i < parcel.papers.size(); ++i) {
      const auto& row = parcel.master.documents[i];
      const auto& paper = parcel.papers[i];
      const auto bytes = core::readFile(place(paper.file));
      require(core::sha256(bytes) == row.agency_pdf &&
                  digestOfStart(bytes, paper.operator_bytes) == row.operator_pdf &&
                  digestOfStart(bytes, paper.base_bytes) == row.base_pdf,
              "a copy that is another file");
      require(!row.document.pages.empty(), "a paper without pages");
      for (const int page : row.document.pages) {
        require(page >= 0 && page < parcel.master.row.page_count && used.insert(page).second,
                "pages of a paper");
      }
      verify(row.copy_id, place(paper.file));
    }
    if (const auto known = ports_.store.findMaster(parcel.master.row.sha256);
        known && known->batch != parcel.master.row.batch) {
      throw Error(core::kDocumentKnown, {.file = parcel.master.row.name});
    }
  }

  void verify(const std::string& copy, const std::filesystem::path& pdf) {
    if (ports_.warehouse.find(copy)) return;
    const auto report =
        ports_.verifier.verify(pdf, {core::VerifyRequest::Policy::kGeneric, std::nullopt, true});
    if (report.verdict == core::Verdict::kTotalFailed || report.signatures.empty()) {
      throw Error(kCopyBroken, {.file = copy, .detail = joinCodes(report)});
    }
    if (report.verdict != core::Verdict::kTotalPassed) ++import_.unsure;
  }

  void take(const Parcel& parcel) {
    BlobsToName blobs(ports_.blobs);
    blobs.putFile(place(parcel.file));
    for (const auto& page : parcel.pages) {
      blobs.put([this, &page] {
        const auto text = json(page).dump();
        return ports_.blobs.put({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
      });
    }
    for (std::size_t i = 0; i < parcel.papers.size(); ++i) deliver(parcel, i, blobs);
    if (ports_.shelf.takeOver(parcel.master, ports_.clock.now())) {
      blobs.recorded();
      ++import_.masters;
      import_.copies += static_cast<int>(parcel.papers.size());
    } else {
      ++import_.known;
    }
  }

  // The copy is in the warehouse before its rows say so.
  void deliver(const Parcel& parcel, std::size_t index, BlobsToName& blobs) {
    const auto& row = parcel.master.documents[index];
    const auto& paper = parcel.papers[index];
    const auto file = place(paper.file);
    const auto size = std::filesystem::file_size(file);
    for (const auto count : {paper.base_bytes, paper.operator_bytes, size}) {
      blobs.put([this, file, count] {
        const auto bytes = core::readFile(file);
        return ports_.blobs.put(std::span(bytes).first(static_cast<std::size_t>(count)));
      });
    }
    auto copy = describedCopy(row, parcel.master.row, parcel.pages);
    copy.id = row.copy_id;
    copy.unit = unit_;
    copy.product = paper.product;
    copy.level = paper.level;
    copy.content = row.agency_pdf.value();
    copy.size = size;
    copy.created = paper.created;
    static_cast<void>(ports_.warehouse.deliver(copy));
  }

  const ImportPorts& ports_;
  std::filesystem::path data_;
  std::set<std::string> payload_;
  Import import_;
  json statement_;
  std::string unit_;
  std::vector<core::BatchRow> batches_;
  std::vector<core::SignOff> sign_offs_;
};

}  // namespace

Import takePackage(const ImportPorts& ports, const std::filesystem::path& bag,
                   const std::vector<std::string>& payload,
                   const std::function<void(int, int)>& on_master) {
  try {
    return Importer(ports, bag, payload).run(on_master);
  } catch (const json::exception& error) {
    // Its text may quote what was read.
    refuse("JSON error " + std::to_string(error.id));
  } catch (const Error& error) {
    if (error.code() == core::kInternal) refuse(error.context().detail);
    throw;
  }
}

}  // namespace sohoa::pipeline
