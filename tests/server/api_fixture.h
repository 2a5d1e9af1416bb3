#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/file.h"
#include "core/ports/errors.h"
#include "core/ports/scanner_errors.h"
#include "core/text.h"
#include "pipeline/certification_desk.h"
#include "pipeline/scan_station.h"
#include "scan/upload_folder.h"
#include "server/api.h"
#include "server/oidc.h"
#include "server/secret.h"
#include "store/folder_blob_store.h"
#include "store/sql_access_book.h"
#include "store/sql_batch_ledger.h"
#include "store/sql_catalogue.h"
#include "store/sql_certification_queue.h"
#include "store/sql_copy_versions.h"
#include "store/sql_operator_book.h"
#include "store/sql_package_shelf.h"
#include "store/sql_register.h"
#include "store/sql_report_book.h"
#include "store/sql_review_book.h"
#include "store/sql_webhook_book.h"
#include "store/sql_work_facts.h"
#include "store/sql_work_store.h"
#include "tests/server/reviewable.h"
#include "tests/server/scripted_provider.h"

namespace sohoa::server {

// Says what it is told to, and remembers what it was asked.
class ScriptedVerifier final : public core::CopyVerifier {
 public:
  [[nodiscard]] core::VerificationReport verify(const std::filesystem::path& file,
                                                const core::VerifyRequest& request) const override {
    seen = core::readText(file);
    asked = request;
    if (during) during();
    return report;
  }
  core::VerificationReport report;
  std::function<void()> during;  // what happens while it looks
  mutable std::string seen;
  mutable core::VerifyRequest asked;
};

// Scans that are text files, from a scanner whose tray is empty.
class TextImages final : public core::SheetImages {
 public:
  core::SheetLook look(const std::filesystem::path&) override {
    return {{10, 10}, 150, 2.5, {core::SheetFlag::kSkewed, core::SheetFlag::kLowResolution}};
  }
  void bind(const std::vector<std::filesystem::path>& pages,
            const std::filesystem::path& out) override {
    std::string all;
    for (const auto& page : pages) all += core::readText(page);
    core::writeFileAtomically(out, all);
  }
};
class EmptyScanner final : public core::Scanner {
 public:
  std::vector<core::ScannerInfo> devices() override { return {{"tray", "Mẫu", "M1", "feeder"}}; }
  std::vector<core::ScannerOption> options(const std::string&) override { return {}; }
  std::unique_ptr<core::PaperFeed> open(const core::ScanRequest&,
                                        const std::filesystem::path&) override {
    throw core::Error(core::kScannerEmpty, {});
  }
};
// The real book, whose log fails when it is told to.
class BreakableBook final : public core::AccessBook {
 public:
  explicit BreakableBook(const std::filesystem::path& file) : book_(file) {}

  void addClient(const core::ApiClient& client) override { book_.addClient(client); }
  core::ApiClient changeClient(const std::string& id,
                               const std::function<void(core::ApiClient&)>& change) override {
    return book_.changeClient(id, change);
  }
  [[nodiscard]] std::optional<core::ApiClient> client(const std::string& id) const override {
    return book_.client(id);
  }
  [[nodiscard]] std::vector<core::ApiClient> clients() const override { return book_.clients(); }
  void log(const std::vector<core::AccessEntry>& entries) override {
    if (broken) throw core::Error(core::kStoreBusy, {.detail = "scripted"});
    book_.log(entries);
  }
  [[nodiscard]] std::vector<core::LoggedAccess> logged(const LogQuery& query) const override {
    return book_.logged(query);
  }
  [[nodiscard]] std::string logProblem() const override { return book_.logProblem(); }
  core::Reuse recordReuse(const core::Reuse& reuse) override { return book_.recordReuse(reuse); }
  [[nodiscard]] std::vector<NumberedReuse> reuses(const ReuseQuery& query) const override {
    return book_.reuses(query);
  }
  [[nodiscard]] std::optional<Remembered> remembered(const std::string& client,
                                                     const std::string& key) const override {
    return book_.remembered(client, key);
  }
  void remember(const std::string& client, const std::string& key, const Remembered& request,
                core::Timestamp now) override {
    book_.remember(client, key, request, now);
  }

  bool broken = false;

 private:
  store::SqlAccessBook book_;
};

// Takes every file it is given.
class WillingIntake final : public core::Intake {
 public:
  explicit WillingIntake(core::BlobStore& blobs) : blobs_(blobs) {}
  [[nodiscard]] core::FoundFiles list(
      const std::vector<std::filesystem::path>& paths) const override {
    core::FoundFiles found;
    for (const auto& path : paths) found.files.push_back({path, {}});
    return found;
  }
  [[nodiscard]] core::TakenMaster take(const std::filesystem::path& file,
                                       const std::string& /*batch*/) override {
    const auto blob = blobs_.putFile(file);
    return {blob.id, blob.size, file.filename().string()};
  }
  void keep(const std::filesystem::path& file, const core::TakenMaster& taken) override {
    if (!blobs_.contains(taken.sha256)) static_cast<void>(blobs_.putFile(file));
  }

 private:
  core::BlobStore& blobs_;
};

// Masters of one page each, without looking into them.
class OnePageOpener final : public core::PageSourceOpener {
 public:
  std::unique_ptr<core::PageSource> open(const std::filesystem::path&,
                                         const std::string&) override {
    return std::make_unique<Source>();
  }

 private:
  class Source final : public core::PageSource {
   public:
    int pageCount() const override { return 1; }
    core::PageInfo info(int) override { return {}; }
    core::Raster raster(int) override { return {}; }
    core::EncodedImage image(int) override { return {}; }
  };
};

inline constexpr core::ErrorCode kScriptedPin{"signing.pin_last_try", core::Retry::kConfigure,
                                              "Sai mã PIN.", "The PIN is wrong."};

// A key in place of a token: gives numbers of the real register, and fails where it is told to.
struct ScriptedKey {
  core::CertificationRegister& entries;
  const core::Clock& clock;
  std::function<void(const std::string& source)> before = [](const std::string&) {};
  int opened = 0;
  bool broken = false;  // and cannot even be asked

  pipeline::Certify open(const core::SecretText& pin) {
    ++opened;
    if (broken) throw core::Error(core::kIo, {});
    if (pin.text() != "123456") throw core::Error(kScriptedPin, {});
    return [this](const std::string& source) {
      auto entry = entries.open("p01", source, clock.now());
      before(source);
      entry.book = "01/2026-SCT/BS";
      entry.content = core::sha256(entry.copy_id);
      entries.issue(entry, clock.now());
      return entry;
    };
  }
};

// An API over real stores with one copy of each of two offices, "c1" of p01 and "c2" of p02, below
// "tinh", and a batch "batch-p01". Clients are named by their role and office: "read@p01".
class ApiTest : public testing::Test {
 protected:
  struct Answer {
    int status = 0;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;                            // of a file too
    std::uint64_t length = 0;                    // as Content-Length will tell
    EventSource events;                          // of a stream, whose first text is the body

    [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(body); }
    [[nodiscard]] std::string type() const { return json().at("type"); }
    [[nodiscard]] std::string header(const std::string& name) const {
      const auto found = headers.find(name);
      return found == headers.end() ? std::string() : found->second;
    }
  };

  static constexpr const char* kPerson = "079200000001";
  static constexpr const char* kName = "Nguyễn Văn Mẫu";

  ApiTest() {
    deliver("c1", "p01", kPdf);
    deliver("c2", "p02", "%PDF-1.7 of c2");
    stores_.borrow()->createBatch({.id = "batch-p01", .created = clock_.now(), .unit = "p01"});
    for (const char* unit : {"p01", "p02", "tinh", "*"}) {
      for (const auto role : kAllRoles) addClient(role, unit);
    }
  }

  // A run of certifications asks the API while it goes on.
  ~ApiTest() override { desk_.close(); }

  core::Sha256 deliver(const std::string& id, const std::string& unit, const std::string& pdf) {
    core::SignedCopy copy;
    copy.id = id;
    copy.kind = "giay_khai_sinh";
    copy.title = "Giấy khai sinh";
    copy.unit = unit;
    copy.batch = "b1";
    copy.case_file = "hs1";
    copy.subject = kPerson;
    copy.fields = {{"ho_ten", kName}, {"so_ky_hieu", "12/KS"}, {"ngay_ban_hanh", "2025-03-04"}};
    copy.text = "toàn văn của " + id;
    copy.pages = 2;
    copy.level = "B-T";
    copy.content = blobs_.put(std::vector<std::uint8_t>(pdf.begin(), pdf.end())).id;
    copy.size = pdf.size();
    copy.created = clock_.now();
    static_cast<void>(catalogue_.add(copy, clock_.now()));
    return copy.content;
  }
  // An upload of `client` that is there but for its last byte, or whole.
  std::string addUpload(const std::string& client, bool whole) {
    const auto upload =
        uploads_.create(client, "scan.pdf", 5, clock_.now() + std::chrono::hours(1));
    const std::string bytes = whole ? "%PDF-" : "%PDF";
    const auto part = uploads_.append(upload.id, 0, clock_.now());
    part->write(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
    static_cast<void>(part->commit());
    return upload.id;
  }
  std::string addClient(core::Role role, const std::string& unit, int per_minute = 100000) {
    core::ApiClient client;
    client.id = std::string(core::slug(role)) + "@" + unit;
    client.name = client.id;
    client.unit = client.sees = unit;
    client.roles = {role};
    client.secret = "no secret fits this";
    client.per_minute = per_minute;
    client.created = clock_.now();
    book_.addClient(client);
    return client.id;
  }
  // The paper that copy was made of, in "batch-p01": a file of one page and, when it has `others`,
  // of one page more that is another paper's; `blank_first` puts a blank page before it.
  core::Sha256 addPaper(const std::string& copy, bool others = false, bool blank_first = false) {
    const auto blob = [&](const std::string& bytes) {
      return blobs_.put(std::vector<std::uint8_t>(bytes.begin(), bytes.end())).id;
    };
    core::FinishedMaster master;
    master.row.batch = "batch-p01";
    master.row.name = "scan of " + copy + ".pdf";
    master.row.sha256 = blob("master of " + copy);
    master.row.size = 10;
    master.path = "/s/" + copy;
    const auto addPage = [&](core::PageMark mark) {
      const int page = static_cast<int>(master.pages.size());
      core::PageResult result;
      result.geometry.resolution = {300.0 + page, 300.0 + page};
      master.pages.push_back({mark, blob(nlohmann::json(result).dump())});
      return page;
    };
    const auto add = [&](const std::string& id) {
      const int page = addPage(core::PageMark::kKept);
      core::DocumentRow row;
      row.copy_id = id;
      row.document.pages = {page};
      row.base_pdf = blob("base of " + id);
      row.operator_pdf = blob("operator's of " + id);
      row.agency_pdf = blob("agency's of " + id);
      master.documents.push_back(row);
    };
    if (blank_first) addPage(core::PageMark::kBlank);
    add(copy);
    if (others) add("beside-" + copy);
    static_cast<void>(stores_.borrow());
    store::SqlPackageShelf(folder_.path() / "work.db").takeOver(master, clock_.now());
    return master.row.sha256;
  }
  static pipeline::CertificationDesk::Item checked(std::int64_t request) {
    pipeline::CertificationDesk::Item item{.request = request, .checks = {}};
    for (const auto check : pipeline::kChecks) item.checks.emplace_back(check);
    return item;
  }
  // The request of this copy of p01 that waits.
  std::int64_t addRequest(const std::string& copy, const std::string& requester = "scan@p01") {
    core::CertificationRequest request;
    request.source = copy;
    request.unit = "p01";
    request.case_file = "H1";
    request.requester = request.requester_name = requester;
    request.requested = clock_.now();
    return queue_.add(request).number;
  }
  // A scan session of p01 with so many sheets.
  std::string addScan(int sheets) {
    const auto name = "quet-" + std::to_string(++scans_);
    auto session = pipeline::ScanSession::begin(
        folder_.path() / "scan" / name,
        {name, clock_.now(), {}, {core::Lane::kCounter, "p01"}, "HS-p01-" + name}, images_, clock_);
    for (int sheet = 1; sheet <= sheets; ++sheet) {
      session.beginSheet(1, {});
      core::writeFileAtomically(session.folder() / pipeline::ScanSession::fileFor(sheet, 0),
                                name + " " + std::to_string(sheet));
      session.addSide(sheet, 0);
    }
    return name;
  }
  core::Operator addPerson(const std::string& login, const core::Roles& roles,
                           const std::string& unit) {
    // One hash for all: it is made to take its time.
    static const std::string password = hashSecret(kPassword);
    core::Operator person;
    person.id = "op:" + login;
    person.id.erase(std::remove(person.id.begin(), person.id.end(), '.'), person.id.end());
    person.login = login;
    person.name = "Cán bộ";
    person.unit = person.sees = unit;
    person.roles = roles;
    person.password = password;
    person.created = clock_.now();
    operators_.addOperator(person);
    return person;
  }
  // As the browser of this person sends it.
  void logIn(const core::Operator& person, Request& request) {
    request.encrypted = true;
    request.headers.erase("authorization");
    Response cookie;
    const SessionKeeper keeper(operators_, clock_, {});
    const auto visitor = keeper.open(person, core::Session::Stage::kFull, request, cookie);
    const auto set = cookie.headers.front().second;
    request.headers["cookie"] = set.substr(0, set.find(';'));
    request.headers["x-csrf-token"] = visitor.csrf;
  }
  [[nodiscard]] std::string token(const std::string& client) const {
    return mint_.issue(client, "", std::chrono::seconds(600));
  }

  // A request that names its purpose; `client` empty: without a token.
  [[nodiscard]] Request request(const std::string& method, const std::string& target,
                                const std::string& client) const {
    Request request;
    request.method = method;
    request.target = target;
    request.address = "192.0.2.1";
    request.headers = {
        {"sohoa-purpose", "ho-tich"}, {"sohoa-case-file", "H1"}, {"accept-language", "en"}};
    if (!client.empty()) request.headers["authorization"] = "Bearer " + token(client);
    return request;
  }
  [[nodiscard]] Request get(const std::string& target, const std::string& client = "read@p01",
                            std::map<std::string, std::string> headers = {}) const {
    auto one = request("GET", target, client);
    one.headers.merge(headers);
    return one;
  }
  [[nodiscard]] Request post(const std::string& target, const std::string& type,
                             const std::string& client = "read@p01") const {
    auto one = request("POST", target, client);
    one.headers["content-type"] = type;
    return one;
  }

  Answer send(Request request, const std::string& body = {}) {
    if (!body.empty()) request.length = body.size();
    const bool has_body = request.hasBody();
    const auto exchange = api_.open(std::move(request));
    auto response = exchange->early();
    if (!response && has_body) {
      const std::span bytes(reinterpret_cast<const std::uint8_t*>(body.data()), body.size());
      for (std::size_t at = 0; at < bytes.size() && !response; at += 1000) {
        response =
            exchange->receive(bytes.subspan(at, std::min<std::size_t>(1000, bytes.size() - at)));
      }
    }
    if (!response) response = exchange->finish();
    return taken(*exchange, *std::move(response));
  }

  // Who looked at what; not what happened to accounts.
  [[nodiscard]] std::vector<core::AccessEntry> logged() const {
    auto entries = allLogged(false);
    std::erase_if(entries,
                  [](const auto& one) { return one.action.starts_with(core::kAccountActions); });
    return entries;
  }
  // What happened to accounts: "op:ha account.logged_in op:ha @p01 201 …".
  [[nodiscard]] std::vector<std::string> noted() const {
    std::vector<std::string> lines;
    for (const auto& one : allLogged(true)) {
      lines.push_back(one.client + " " + one.action + " " + one.copy + " @" + one.unit + " " +
                      std::to_string(one.status) + " " + one.case_file);
    }
    return lines;
  }

  static constexpr std::array kAllRoles{
      core::Role::kScan, core::Role::kReview, core::Role::kCertify, core::Role::kArchive,
      core::Role::kRead, core::Role::kAudit,  core::Role::kAdmin};
  static constexpr const char* kPassword = "mật khẩu đủ dài";
  static constexpr const char* kPdf = "%PDF-1.7 of c1, long enough to be cut";

  core::TemporaryFolder folder_;
  core::FixedClock clock_{core::parseIso8601("2026-11-22T08:30:00+07:00")};
  store::SqlCatalogue catalogue_{folder_.path() / "warehouse.db"};
  store::FolderBlobStore blobs_{folder_.path() / "blobs"};
  BreakableBook book_{folder_.path() / "access.db"};
  store::SqlOperatorBook operators_{folder_.path() / "access.db"};
  store::SqlCopyVersions versions_{folder_.path() / "versions.db"};
  store::SqlRegister entries_{folder_.path() / "register.db"};
  store::SqlCertificationQueue queue_{folder_.path() / "register.db"};
  ScriptedKey key_{entries_, clock_};
  pipeline::CertificationDesk desk_{
      queue_, entries_, clock_,
      [this](std::shared_ptr<const core::SecretText> pin) { return key_.open(*pin); },
      [](const core::Error& error) { return error.code() == kScriptedPin; }};
  Certification certification_{queue_, desk_, "p01", "01/{year}-SCT/BS"};
  store::SqlWebhookBook webhooks_{folder_.path() / "access.db"};
  TokenMint mint_{folder_.path() / "token.pem", "sohoa", clock_};
  ScriptedVerifier verifier_;
  std::vector<std::string> lines_;  // of the server's own log
  std::string trouble_;             // what readiness is told
  bool journal_ = true;             // whether masters stand in it
  core::Pool<core::WorkStore> stores_{
      [this] { return std::make_unique<store::SqlWorkStore>(folder_.path() / "work.db"); }, 2};
  core::Pool<core::BatchLedger> ledgers_{
      [this] { return std::make_unique<store::SqlBatchLedger>(folder_.path() / "work.db"); }, 2};
  store::SqlReportBook report_book_{folder_.path() / "access.db"};
  store::SqlWorkFacts work_facts_{folder_.path() / "work.db"};
  pipeline::Reports reports_{report_book_, work_facts_, tree(), {}, "p01"};
  std::string tried_;  // the last profile that was tried, and the page's suffix
  core::Pool<core::ReviewBook> reviews_{
      [this] { return std::make_unique<store::SqlReviewBook>(folder_.path() / "work.db"); }, 2};
  ScriptedDocuments documents_;
  WillingIntake intake_{blobs_};
  scan::UploadFolder uploads_{folder_.path() / "uploads"};
  TextImages images_;
  pipeline::ScanStation station_{{[] { return std::make_unique<EmptyScanner>(); }, images_,
                                  [](const auto& file) {
                                    if (core::readText(file).starts_with("bad"))
                                      throw core::Error(core::kIo, {});
                                    return 2;
                                  },
                                  intake_, stores_, ledgers_, clock_},
                                 folder_.path() / "scan",
                                 {{"", {}}, {"the", {}}}};
  ScriptedProvider provider_{clock_};
  OidcLogin oidc_{provider_,
                  clock_,
                  {.issuer = ScriptedProvider::kIssuer,
                   .client_id = "sohoa",
                   .client_secret = "a secret",
                   .redirect = "https://sohoa.test/api/v1/session/oidc/callback"}};
  OnePageOpener opener_;
  pipeline::PagePictures pictures_{
      blobs_, opener_,
      [](const core::Raster&, const core::PageGeometry&, core::Box part, core::Size most) {
        const auto text =
            "a picture of " + std::to_string(most.width) + " from " + std::to_string(part.x);
        return std::vector<std::uint8_t>(text.begin(), text.end());
      }};
  Api api_{{catalogue_, blobs_, verifier_, book_, mint_, stores_, ledgers_, intake_, uploads_,
            clock_, operators_, versions_, entries_, webhooks_},
           options()};

 private:
  int scans_ = 0;

  static core::UnitTree tree() {
    return core::UnitTree({{"tinh", "Tỉnh", "", "city"},
                           {"p01", "Phường 1", "tinh", "ward"},
                           {"p02", "Phường 2", "tinh", "ward"}});
  }
  [[nodiscard]] std::vector<core::AccessEntry> allLogged(bool about_accounts) const {
    std::vector<core::AccessEntry> entries;
    for (auto& line : book_.logged(
             {.copy = {}, .client = {}, .limit = 100000, .about_accounts = about_accounts})) {
      entries.push_back(std::move(line.entry));
    }
    return entries;
  }
  House house() {
    using nlohmann::json;
    House house;
    house.units = [] {
      json units = json::array();
      for (const char* id : {"tinh", "p01", "p02"}) units.push_back({{"id", id}});
      return json{{"file", "/etc/offices.toml"}, {"own", "tinh"}, {"units", std::move(units)}};
    };
    house.settings = [](bool) { return json{{"file", "x"}, {"settings", json::array()}}; };
    house.keys = [](bool probe) { return json{{"keys", json::array()}, {"probe", probe}}; };
    house.devices = [] { return json{{"devices", json::array({{{"name", "test:0"}}})}}; };
    house.profiles = [] { return json{{"kinds", json::array()}}; };
    house.profile = [](const std::string& kind) { return json{{"kind", kind}}; };
    house.try_profile = [this](const std::filesystem::path& page, const std::string& toml) {
      EXPECT_TRUE(std::filesystem::exists(page));
      tried_ = page.extension().string() + " " + toml;
      return json{
          {"files", json::array({{{"path", page.string()}, {"documents", json::array()}}})}};
    };
    return house;
  }
  ApiOptions options() {
    ApiOptions options;
    options.units = tree();
    options.reports = &reports_;
    options.house = house();
    options.station = &station_;
    options.sheet_picture = [](const std::filesystem::path& file, int quarters, int width) {
      const auto text =
          file.filename().string() + " " + std::to_string(quarters) + " " + std::to_string(width);
      return std::vector<std::uint8_t>(text.begin(), text.end());
    };
    options.slip = [](const pipeline::IntakeSlip& slip) {
      return slip.unit + " " + slip.case_file + " " + std::to_string(slip.balance.fed);
    };
    options.separators = [](int count, const std::string& case_file, core::Language) {
      return std::to_string(count) + " " + case_file;
    };
    options.scratch = folder_.path();
    options.tokens_per_minute = 30;
    options.verifies_per_minute = 20;
    options.most_verified_bytes = 4000;
    options.readiness.emplace_back("disk", [this] { return trouble_; });
    options.alto = [](const std::string& file, const std::vector<core::PageResult>& pages) {
      std::string text = "<alto file=\"" + file + "\"";
      for (const auto& page : pages) text += " " + std::to_string(int(page.geometry.dpi()));
      return text + "/>";
    };
    options.page_picture = [](const std::filesystem::path& pdf, int page, int width) {
      return "picture of page " + std::to_string(page) + ", " + std::to_string(width) +
             " wide, of " + core::readText(pdf);
    };
    options.kind_titles = {{"giay_khai_sinh", "Giấy khai sinh (mẫu)"}};
    options.certification = &certification_;
    options.oidc = &oidc_;
    options.reading = [](core::WorkStore&, const core::DocumentRow& row) {
      auto document = row.document;
      document.fields["ho_ten"] = {kName, kName, 0.7, 0, {1, 2, 3, 4}, "label", {}};
      return document;
    };
    options.pictures = &pictures_;
    options.reviews = &reviews_;
    options.documents = &documents_;
    options.journal_line = [this](const core::Sha256& master) -> std::optional<std::string> {
      if (!journal_) return std::nullopt;
      return "{\"sha256\":\"" + master.hex() + "\"}";
    };
    options.log = [this](const std::string& line) { lines_.push_back(line); };
    return options;
  }

  static Answer taken(Exchange& exchange, Response response) {
    Answer answer;
    answer.status = response.status;
    for (const auto& [name, value] : response.headers) {
      EXPECT_TRUE(answer.headers.emplace(core::toLower(name), value).second) << name << " twice";
    }
    answer.body = response.body;
    if (response.file) {
      answer.body.resize(response.file->length);
      const auto count = ::pread(response.file->file->get(), answer.body.data(), answer.body.size(),
                                 static_cast<off_t>(response.file->offset));
      EXPECT_EQ(count, static_cast<ssize_t>(answer.body.size()));
    }
    if (response.events) answer.body = response.events().text;
    answer.events = response.events;
    answer.length = answer.body.size();
    exchange.sent(answer.status, answer.length);
    return answer;
  }
};

}  // namespace sohoa::server
