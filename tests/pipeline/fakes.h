#pragma once

// Stand-ins for the parts around the pipeline. The store and the blobs in these tests are real.

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/file.h"
#include "core/ports/vault.h"
#include "pipeline/stage_runner.h"
#include "store/folder_blob_store.h"
#include "store/sql_batch_ledger.h"
#include "store/sql_register.h"
#include "store/sql_upkeep_book.h"
#include "store/sql_work_store.h"

namespace sohoa::pipeline::testing {

inline constexpr core::ErrorCode kTorn{"test.torn", core::Retry::kNever, "Rách.", "Torn."};
inline constexpr core::ErrorCode kLineDown{"test.line_down", core::Retry::kTransient, "Mất mạng.",
                                           "No network."};

// A master whose content is a number is a scan of that many pages.
class FakeOpener final : public core::PageSourceOpener {
 public:
  std::function<void(int page)> before_raster = [](int) {};

  std::unique_ptr<core::PageSource> open(const std::filesystem::path& file,
                                         const std::string& name) override {
    if (core::readText(file).find("broken") != std::string::npos) {
      throw core::Error(kTorn, {.file = name});
    }
    return std::make_unique<Source>(std::stoi(core::readText(file)), *this);
  }

 private:
  class Source final : public core::PageSource {
   public:
    Source(int pages, FakeOpener& opener) : pages_(pages), opener_(opener) {}
    int pageCount() const override { return pages_; }
    core::PageInfo info(int) override { return {}; }
    core::Raster raster(int page) override {
      opener_.before_raster(page);
      core::Raster raster;
      raster.size = {page + 1, 1};
      return raster;
    }
    core::EncodedImage image(int) override { return {}; }

   private:
    int pages_;
    FakeOpener& opener_;
  };
};

// Page 1 of every stack is blank; the others say "trang N".
class FakeReader final : public core::PageReader {
 public:
  std::string version() const override { return "fake"; }

 private:
  core::PageResult readPage(const core::Raster& page, std::optional<int> said) override {
    core::PageResult result;
    result.geometry = {{10, 10}, {300, 300}, 90 * said.value_or(0), 0};
    result.turn_evidence.said = said.has_value();
    const int index = page.size.width - 1;
    result.blank = index == 1;
    if (!result.blank) {
      result.blocks = {{{}, {{{}, {{"trang", {}, 1}, {std::to_string(index), {}, 1}}}}}};
    }
    return result;
  }
};

// One document of all pages that are not blank.
class FakeDocuments final : public core::DocumentReader {
 public:
  std::optional<std::string> secret;
  double certainty = 1;  // of the number read

  std::vector<core::Document> split(std::span<const core::PageResult> pages) const override {
    core::Document document;
    document.kind = "cong_van";
    document.title = "Công văn";
    document.secret = secret;
    for (int i = 0; i < static_cast<int>(pages.size()); ++i) {
      if (!pages[static_cast<std::size_t>(i)].blank) document.pages.push_back(i);
    }
    return {document};
  }
  core::Document extract(std::span<const core::PageResult>, const core::Document& document,
                         const core::GivenFields& given) const override {
    core::Document full = document;
    std::erase_if(full.fields, [](const auto& f) { return f.second.accepted_by.empty(); });
    for (const auto& [name, value] : given) full.fields[name] = {value, "", 1, 0, {}, "given"};
    full.fields.insert({"so_dinh_danh", {"079300000001", "", certainty, 0, {}, "fake"}});
    return full;
  }
  std::vector<core::KindInfo> kinds() const override {
    return {{"cong_van",
             "Công văn",
             {{.name = "so_dinh_danh", .required = true, .id = true},
              {.name = "trich_yeu"},
              {.name = "noi_nhan", .list = true}}},
            {"to_trinh", "Tờ trình", {{.name = "trich_yeu"}}},
            {"unknown", "", {}}};
  }
  std::string version() const override { return "fake"; }
};

class FakeAssembler final : public core::CopyAssembler {
 public:
  void assemble(const core::CopySpec& spec, const std::filesystem::path& out) const override {
    std::string text = "base";
    for (int i = 0; i < spec.page_count; ++i) text += spec.page(i).result.text();
    core::writeFileAtomically(out, text + "%%EOF\n");
  }
  std::string version() const override { return "fake"; }
};

class FakeSigner final : public core::CopySigner {
 public:
  std::function<void()> before = [] {};
  std::vector<core::SignRequest> requests;

  void sign(const std::filesystem::path& in, const std::filesystem::path& out,
            const core::SignRequest& request) override {
    before();
    requests.push_back(request);
    core::writeFileAtomically(
        out, core::readText(in) + "+" + std::string(core::slug(request.role)) + "%%EOF");
  }
  void signAll(const std::filesystem::path& in, const std::filesystem::path& out,
               std::span<const core::SignRequest> all) override {
    for (const auto& request : all) sign(&request == all.data() ? in : out, out, request);
  }
  std::string signerName(core::SignerRole role) const override {
    return "fake " + std::string(core::slug(role));
  }
};

// Sees a signature in every file that has the word "signed" in it.
class FakeVerifier final : public core::CopyVerifier {
 public:
  core::Verdict verdict = core::Verdict::kTotalPassed;

  core::VerificationReport verify(const std::filesystem::path& file,
                                  const core::VerifyRequest&) const override {
    core::VerificationReport report;
    report.verdict = verdict;
    report.findings = {{"FAKE_CODE", ""}};
    if (core::readText(file).find("signed") != std::string::npos) {
      report.signatures.emplace_back();
      report.level = "B-LT";
    }
    return report;
  }
};

class FakeWarehouse final : public core::Warehouse {
 public:
  std::map<std::string, core::SignedCopy> copies;

  core::DeliveryReceipt deliver(const core::SignedCopy& copy) override {
    copies.emplace(copy.id, copy);
    return {copy.id, copy.content, copy.created};
  }
  core::SearchPage search(const core::SearchQuery&) const override { return {}; }
  std::optional<core::SearchHit> find(const std::string& id) const override {
    const auto copy = copies.find(id);
    if (copy == copies.end()) return {};
    core::SearchHit hit;
    hit.id = id;
    hit.product = copy->second.product;
    hit.content = copy->second.content;
    return hit;
  }
  void fetch(const std::string&, const std::filesystem::path&) const override {}
};

class FakeVault final : public core::Vault {
 public:
  std::vector<std::uint8_t> seal(std::span<const std::uint8_t> bytes) const override {
    std::vector<std::uint8_t> out(bytes.begin(), bytes.end());
    for (auto& byte : out) byte ^= 0x5AU;
    return out;
  }
};

// A home folder with a real store and real blobs, and a runner over the fakes.
struct Bench {
  core::TemporaryFolder folder;
  core::FixedClock clock{core::Timestamp{std::chrono::hours{24 * 20000}}};
  store::SqlWorkStore store{folder.path() / "work.db"};
  store::SqlUpkeepBook upkeep{folder.path() / "work.db"};
  store::SqlBatchLedger ledger{folder.path() / "work.db"};
  store::FolderBlobStore blobs{folder.path() / "blobs"};
  FakeOpener opener;
  FakeReader reader;
  FakeDocuments documents;
  FakeAssembler assembler;
  FakeSigner signer;
  FakeVerifier verifier;
  FakeWarehouse warehouse;
  store::SqlRegister entries{folder.path() / "register.db"};
  StageRunner runner{
      {store, blobs, opener, reader, documents, assembler, signer, verifier, warehouse, clock},
      {folder.path(), core::PadesLevel::kBT, true, "p01"}};

  Bench() {
    store.createBatch({"lo-1", clock.now()});
    store.registerWorker("w", "here", 1, "lock", clock.now());
  }

  core::MasterRow add(const std::string& name, const std::string& content) {
    const auto blob =
        blobs.put({reinterpret_cast<const std::uint8_t*>(content.data()), content.size()});
    return store.addMaster("lo-1", "/in/" + name, name, blob.id, blob.size, clock.now());
  }

  // Runs ready jobs until there are none; gives their stages in order.
  std::vector<core::Stage> drain() {
    std::vector<core::Stage> stages;
    while (const auto lease = store.claim("w", clock.now())) {
      stages.push_back(lease->stage);
      runner.run(*lease);
    }
    return stages;
  }
};

}  // namespace sohoa::pipeline::testing
