#include "cli/wiring.h"

#include "cli/certifier_of.h"
#include "cli/wiring_delivery.h"
#include "cli/wiring_keys.h"
#include "cli/wiring_server.h"
#include "cli/wiring_signing.h"
#include "cli/wiring_storage.h"
#include "config/appearances.h"
#include "metadata/naming.h"
#include "metadata/profile.h"
#include "metadata/profile_reader.h"
#include "metadata/unit_table.h"
#include "ocr/alto.h"
#include "ocr/hocr.h"
#include "ocr/page_reader.h"
#include "ocr/qr_code.h"
#include "ocr/separator_sheet.h"
#include "pdf/assembler.h"
#include "pdf/printed_sheets.h"
#include "pipeline/governor.h"
#include "scan/file_list.h"
#include "scan/hot_folder.h"
#include "scan/intake.h"
#include "scan/journal.h"
#include "scan/page_source_opener.h"
#include "scan/scanner_child.h"
#include "scan/scanner_server.h"
#include "scan/sheet_images.h"
#include "scan/small_picture.h"
#include "scan/upload_folder.h"
#include "server/secret_file.h"
#include "server/token_keys.h"
#include "signing/cms_vault.h"
#include "signing/etsi_report.h"
#include "store/folder_blob_store.h"
#include "store/move_stores.h"
#include "store/secret_key.h"
#include "store/sql_access_book.h"
#include "store/sql_batch_ledger.h"
#include "store/sql_catalogue.h"
#include "store/sql_certification_queue.h"
#include "store/sql_copy_versions.h"
#include "store/sql_operator_book.h"
#include "store/sql_outbox.h"
#include "store/sql_package_shelf.h"
#include "store/sql_register.h"
#include "store/sql_report_book.h"
#include "store/sql_review_book.h"
#include "store/sql_upkeep_book.h"
#include "store/sql_webhook_book.h"
#include "store/sql_work_facts.h"
#include "store/sql_work_store.h"
#include "store/sqlite_snapshot.h"
#include "warehouse/bag_folders.h"
#include "warehouse/embedded_warehouse.h"
#include "warehouse/mets.h"

namespace sohoa::cli {
namespace {

namespace fs = std::filesystem;

constexpr core::ErrorCode kServerStore{
    "cli.server_store", core::Retry::kConfigure,
    "Kho dữ liệu nằm trên máy chủ PostgreSQL; hãy sao lưu bằng công cụ của máy chủ (pg_dump), rồi "
    "sao lưu tệp.",
    "The store is on a PostgreSQL server; back it up by the server's own means (pg_dump), then the "
    "blobs."};

// Makes a part on first use.
template <class Part>
class Lazy {
 public:
  template <class Make>
  Part& get(Make make) {
    if (!part_) part_ = make();
    return *part_;
  }

 private:
  std::unique_ptr<Part> part_;
};

// Installed: PREFIX/share/sohoa/NAME. In a checkout: config/NAME.
fs::path shipped(const char* name, const char* in_checkout) {
  const auto program = fs::read_symlink("/proc/self/exe").parent_path();
  const auto installed = program.parent_path() / "share" / "sohoa" / name;
  return fs::exists(installed) ? installed : fs::path(in_checkout);
}

fs::path shippedUnits() { return shipped("units.toml", SOHOA_UNITS); }

fs::path unitsFile(const config::Settings& settings) {
  return settings.metadata.units.empty() ? shippedUnits() : settings.metadata.units;
}

metadata::NameTemplate nameTemplate(const char* key, const std::string& text) {
  try {
    return metadata::NameTemplate(text);
  } catch (const std::invalid_argument& error) {
    throw core::Error(core::kBadSettings,
                      {.detail = std::string("naming.") + key + ": " + error.what()});
  }
}

metadata::Naming naming(const config::Settings& settings) {
  metadata::Naming out;
  const auto& own = settings.naming;
  if (!own.result_code.empty()) out.result_code = nameTemplate("result_code", own.result_code);
  if (!own.file_name.empty()) out.file_name = nameTemplate("file_name", own.file_name);
  out.unit = settings.unit.id;
  return out;
}

fs::path shippedProfiles() { return shipped("profiles", SOHOA_PROFILES); }

scan::ScanOptions scanOptions(const config::Settings& settings) {
  scan::ScanOptions options;
  options.default_dpi = settings.scan.default_dpi;
  options.max_pixels_per_page = static_cast<std::uint64_t>(settings.scan.max_megapixels * 1e6);
  options.max_pages = settings.scan.max_pages;
  return options;
}

ocr::OcrOptions ocrOptions(const config::Settings& settings) {
  ocr::OcrOptions options;
  options.language = settings.ocr.language;
  options.tessdata = settings.ocr.tessdata;
  options.lexicon = shipped("lexicon.txt", SOHOA_LEXICON);
  options.page_timeout = settings.ocr.page_timeout;
  return options;
}

class Wiring final : public Parts {
 public:
  Wiring(Home home, config::Settings settings, const core::Clock& clock)
      : home_(std::move(home)), settings_(std::move(settings)), clock_(clock) {}

  core::PageSourceOpener& opener() override {
    return opener_.get([&] { return std::make_unique<scan::ScanOpener>(scanOptions(settings_)); });
  }
  core::PageReader& reader() override {
    return reader_.get(
        [&] { return std::make_unique<ocr::TesseractPageReader>(ocrOptions(settings_), &meter_); });
  }
  Reading readingWith(const std::vector<std::string>& overrides) override {
    if (overrides.empty()) return {opener(), reader(), documents()};
    auto& variant = variants_[overrides];
    if (!variant) {
      variant = std::make_unique<Wiring>(
          home_, config::loadSettings(home_.settings(), home_.root, overrides), clock_);
    }
    return {variant->opener(), variant->reader(), variant->documents()};
  }
  core::StageMeter& meter() override { return meter_; }
  const core::DocumentReader& documents() override {
    return documents_.get([&] {
      const auto& own = settings_.metadata.profiles;
      return std::make_unique<metadata::ProfileDocumentReader>(
          metadata::loadProfiles(own.empty() ? shippedProfiles() : own),
          metadata::loadUnits(unitsFile(settings_)), naming(settings_));
    });
  }
  ProfileReport checkProfiles(const fs::path& folder) override {
    const auto& own = settings_.metadata.profiles;
    ProfileReport report;
    report.folder = !folder.empty() ? folder : own.empty() ? shippedProfiles() : fs::path(own);
    auto check = metadata::checkProfiles(report.folder);
    for (const auto& one : check.set.profiles) {
      report.kinds.push_back({one.kind, one.title, one.fields.size(), one.result});
    }
    report.faults = std::move(check.faults);
    report.units_file = unitsFile(settings_);
    try {
      report.units = metadata::loadUnits(report.units_file).units().size();
    } catch (const core::Error& error) {
      report.faults.push_back(error);
    }
    return report;
  }
  const core::CopyAssembler& assembler() override {
    return assembler_.get([] { return std::make_unique<pdf::PdfAssembler>(); });
  }
  core::CopySigner& signer() override { return signing().signer(); }
  core::CopyAugmenter& augmenter() override { return signing().augmenter(); }
  const core::CopyVerifier& verifier(const std::vector<fs::path>& anchors,
                                     const std::vector<fs::path>& crls) override {
    return signing().verifier(anchors, crls);
  }

  core::BlobStore& blobs() override {
    return storage_.get([&] { return std::make_unique<StorageParts>(home_, settings_, clock_); })
        .blobs();
  }
  std::unique_ptr<core::BlobStore> blobFolder(const fs::path& folder) override {
    return std::make_unique<store::FolderBlobStore>(folder);
  }
  std::vector<const core::BlobStore*> replicas() override {
    std::vector<const core::BlobStore*> found;
    for (const auto& folder : settings_.storage.replicas) {
      const auto blobs = fs::is_directory(folder / "blobs") ? folder / "blobs" : folder;
      if (!fs::is_directory(blobs / "sha256")) continue;  // not mounted, or not made yet
      auto& replica = replicas_[blobs];
      if (!replica) replica = std::make_unique<store::FolderBlobStore>(blobs);
      found.push_back(replica.get());
    }
    return found;
  }
  void noteKeeping(const std::vector<std::pair<std::string, std::string>>& texts) override {
    scan::appendChained(home_.keeping(), texts);
  }
  void snapshotStores(const fs::path& folder) override {
    if (!settings_.store.url.empty()) throw core::Error(kServerStore, {});
    // Each is seen a little later than the one before, so whoever speaks of another comes before
    // it, and finds in it all that it speaks of:
    // - the work anchors the end of the access log, and says what was delivered and let go;
    // - the access book and the outbox hold how far followers have come in versions and catalogue:
    //   one that is ahead would miss what gets the same numbers after a restore;
    // - versions are of copies in the catalogue;
    // - copies in the catalogue bear numbers of the register. It comes last, though it names copies
    //   too: an entry whose copy is not there is seen by the doctor, whom every backup asks; a
    //   number that the register does not know would be given twice.
    for (const auto& file : {home_.work(), home_.access(), home_.outbox(), home_.versions(),
                             home_.catalogue(), home_.entries()}) {
      if (fs::exists(file)) store::snapshotSqlite(file, folder / file.filename());
    }
  }
  std::unique_ptr<Parts> partsOf(const Home& home) override {
    return std::make_unique<Wiring>(home, config::loadSettings(home.settings(), home.root), clock_);
  }
  std::unique_ptr<Parts> partsUnder(const config::Settings& settings) override {
    return std::make_unique<Wiring>(home_, settings, clock_);
  }
  std::vector<MovedRows> moveStores(
      const config::Settings& to,
      const std::function<void(std::int64_t, std::int64_t)>& progress) override {
    std::vector<MovedRows> tables;
    for (auto& each : store::moveStores(allPlaced(settings_), allPlaced(to), progress)) {
      tables.push_back({each.part + "." + each.table, each.rows});
    }
    return tables;
  }
  core::WorkStore& store() override {
    return store_.get([&] { return newStore(); });
  }
  core::UpkeepBook& upkeep() override {
    return upkeep_.get(
        [&] { return std::make_unique<store::SqlUpkeepBook>(placed(home_.work())); });
  }
  core::BatchLedger& ledger() override {
    return ledger_.get([&] { return newLedger(); });
  }
  std::unique_ptr<core::BatchLedger> newLedger() override {
    return std::make_unique<store::SqlBatchLedger>(placed(home_.work()));
  }
  std::unique_ptr<core::ReviewBook> newReviewBook() override {
    return std::make_unique<store::SqlReviewBook>(placed(home_.work()));
  }
  core::Uploads& uploads() override {
    return uploads_.get([&] { return std::make_unique<scan::UploadFolder>(home_.uploads()); });
  }
  core::PackageShelf& shelf() override {
    return shelf_.get(
        [&] { return std::make_unique<store::SqlPackageShelf>(placed(home_.work())); });
  }
  const core::Bags& bags() override { return bags_; }
  std::string mets(const core::Package& package) override { return warehouse::metsText(package); }
  std::unique_ptr<core::WorkStore> newStore() override {
    store::SqlWorkStore::Options options;
    options.memory_budget = static_cast<std::int64_t>(
        pipeline::memoryBudget(settings_.work.memory_mb << 20U, pipeline::thisMachine()));
    return std::make_unique<store::SqlWorkStore>(placed(home_.work()), options);
  }
  core::CopyCatalogue& catalogue() override {
    return catalogue_.get(
        [&] { return std::make_unique<store::SqlCatalogue>(placed(home_.catalogue())); });
  }
  core::Warehouse& warehouse() override {
    return warehouse_.get([&] {
      return std::make_unique<warehouse::EmbeddedWarehouse>(catalogue(), blobs(), clock_);
    });
  }
  core::Outbox& outbox() override {
    return outbox_.get([&] { return std::make_unique<store::SqlOutbox>(placed(home_.outbox())); });
  }
  std::unique_ptr<core::Destination> destination(const std::string& name) override {
    return openDestination(settings_, name, clock_);
  }
  core::CertificationRegister& entries() override {
    return entries_.get(
        [&] { return std::make_unique<store::SqlRegister>(placed(home_.entries())); });
  }
  core::AccessBook& accessBook() override {
    return access_.get(
        [&] { return std::make_unique<store::SqlAccessBook>(placed(home_.access())); });
  }
  core::ReportBook& reportBook() override {
    return report_book_.get(
        [&] { return std::make_unique<store::SqlReportBook>(placed(home_.access())); });
  }
  const core::WorkFacts& workFacts() override {
    return work_facts_.get(
        [&] { return std::make_unique<store::SqlWorkFacts>(placed(home_.work())); });
  }
  std::vector<KeyLine> keys(bool probe) override {
    auto lines = listKeys(settings_);
    if (probe) lines.push_back(probeTimestamps(signing()));
    return lines;
  }
  NewSecret newSecret() override { return makeSecret(); }
  core::CopyVersions& versions() override {
    return versions_.get(
        [&] { return std::make_unique<store::SqlCopyVersions>(placed(home_.versions())); });
  }
  core::WebhookBook& webhooks() override {
    return webhooks_.get([&] {
      return std::make_unique<store::SqlWebhookBook>(placed(home_.access()),
                                                     std::chrono::seconds(10), &secrets_);
    });
  }
  core::OperatorBook& operators() override {
    return operators_.get([&] {
      return std::make_unique<store::SqlOperatorBook>(placed(home_.access()),
                                                      std::chrono::seconds(10), &secrets_);
    });
  }
  std::string newPassword() override { return makePassword(); }
  std::string hashPassword(const std::string& password) override {
    return cli::hashPassword(password);
  }
  int giveUpSecrets() override { return store::giveUpSecrets(placed(home_.access()), secrets_); }
  void renewTokenKey(core::Timestamp former_until) override {
    server::TokenKeys::renew(home_.tokenKey(), former_until);
  }
  NewSecondFactor newSecondFactor(const std::string& login) override {
    return makeSecondFactor("Sohoa " + settings_.unit.id, login);
  }
  std::unique_ptr<ApiServer> apiServer(const ApiServerOptions& options) override {
    store::requireSecretKey(placed(home_.access()), secrets_);
    return makeApiServer(
        *this, settings_, home_, clock_,
        [place = placed(home_.catalogue())] {
          return std::make_unique<store::SqlCatalogue>(place);
        },
        {certifications(), [this](Pin pin) { return openKey(std::move(pin)); }}, options);
  }
  const std::vector<core::AppearancePolicy>& appearances() override {
    return appearances_.get([&] {
      const auto& own = settings_.copy.appearances;
      auto policies = std::make_unique<std::vector<core::AppearancePolicy>>(
          config::loadAppearances(own.empty() ? shipped("appearances", SOHOA_APPEARANCES) : own));
      for (auto& policy : *policies) {
        const bool renamed = policy.product == core::Product::kDigitised;
        if (renamed && !settings_.signing.copy_form.empty()) {
          policy.copy_form = settings_.signing.copy_form;
        }
      }
      return policies;
    });
  }
  std::vector<core::PrintedSheet::Bar> qrCode(const std::string& text) override {
    return ocr::qrCode(text);
  }
  core::Intake& intake() override {
    return intake_.get([&] {
      auto& journal =
          journal_.get([&] { return std::make_unique<scan::FileJournal>(home_.journal()); });
      return std::make_unique<scan::FolderIntake>(blobs(), journal, clock_);
    });
  }
  std::unique_ptr<core::HotFolder> hotFolder(const fs::path& folder,
                                             const HotFolderTimes& times) override {
    return std::make_unique<scan::PolledHotFolder>(
        folder, scan::HotFolderOptions{times.settle, times.patience, times.markers});
  }
  std::unique_ptr<core::Scanner> scanner(std::chrono::milliseconds patience) override {
    return std::make_unique<scan::ChildScanner>(
        [home = home_.root](const fs::path& folder) -> std::vector<std::string> {
          return {fs::read_symlink("/proc/self/exe").string(), "--home", home.string(),
                  "scan-child", folder.string()};
        },
        patience);
  }
  void serveScanner(const fs::path& folder) override {
    scan::runScannerChild(folder, scanOptions(settings_).max_pixels_per_page);
  }
  core::SheetImages& sheetImages() override {
    return sheet_images_.get([&] { return std::make_unique<scan::TiffSheetImages>(opener()); });
  }
  std::vector<std::uint8_t> smallPicture(const core::Raster& page,
                                         const core::PageGeometry& geometry, core::Box part,
                                         core::Size most) override {
    return scan::smallPicture(page, geometry, part, most);
  }
  const core::Vault* vault() override {
    const auto& certificate = settings_.secrets.officer_certificate;
    if (certificate.empty()) return nullptr;
    return &vault_.get([&] { return std::make_unique<signing::CmsVault>(certificate); });
  }

  std::string etsiReport(const fs::path& file, const core::VerificationReport& report,
                         core::Timestamp at) override {
    return signing::etsiReport(file, report, at);
  }
  std::string journalProblem() override {
    for (const auto& file : {home_.journal(), home_.keeping()}) {
      if (!fs::exists(file)) continue;
      const auto problem = scan::journalProblem(file);
      if (!problem.empty()) return file.filename().string() + ": " + problem;
    }
    return {};
  }
  void makeDemoPki(const fs::path& folder, const std::string& unit_name) override {
    cli::makeDemoPki(folder, unit_name, clock_);
  }
  core::FoundFiles listFiles(const std::vector<fs::path>& paths) override {
    return scan::listFiles(paths);
  }
  std::string render(const std::string& format, const std::string& file,
                     const std::vector<core::PageResult>& pages) override {
    return format == "alto" ? ocr::toAlto(pages, file) : ocr::toHocr(pages, file);
  }
  double textWidth(const core::PrintedSheet::Text& text) override {
    return ruler_
        .get([&] { return std::make_unique<pdf::TextRuler>(pdf::printFonts(settings_.copy.font)); })
        .width(text);
  }
  void writeRecord(const std::vector<core::PrintedSheet>& sheets, const std::string& title,
                   core::Timestamp created, const fs::path& out) override {
    pdf::writeRecord(sheets, title, created, out, pdf::printFonts(settings_.copy.font));
  }
  void printSeparators(const std::string& sort, const std::map<std::string, std::string>& data,
                       int count, core::Language language, const fs::path& out) override {
    static const std::map<std::string, ocr::SeparatorSort> kSorts{
        {"patch", ocr::SeparatorSort::kPatch},
        {"qr", ocr::SeparatorSort::kQr},
        {"code128", ocr::SeparatorSort::kCode128}};
    const std::vector<core::PrintedSheet> sheets(
        static_cast<std::size_t>(count), ocr::separatorSheet(kSorts.at(sort), data, language));
    pdf::writePrintedSheets(sheets, out, settings_.copy.font);
  }

 private:
  // A part of the store: its file, or the server that the settings name for all of them.
  [[nodiscard]] store::Location placed(const fs::path& file) const {
    if (settings_.store.url.empty()) return file;
    return store::PostgresUrl{settings_.store.url};
  }
  [[nodiscard]] store::StorePlaces allPlaced(const config::Settings& settings) const {
    const auto place = [&](const fs::path& file) -> store::Location {
      if (settings.store.url.empty()) return file;
      return store::PostgresUrl{settings.store.url};
    };
    return {place(home_.work()),   place(home_.catalogue()), place(home_.entries()),
            place(home_.access()), place(home_.outbox()),    place(home_.versions())};
  }
  core::CertificationQueue& certifications() {
    return certifications_.get(
        [&] { return std::make_unique<store::SqlCertificationQueue>(placed(home_.entries())); });
  }
  // The officer's key for one run of certifications, with parts of the run's own since it works
  // beside the server's requests.
  using Pin = std::shared_ptr<const core::SecretText>;
  [[nodiscard]] pipeline::Certify openKey(Pin pin) const {
    struct Bench {  // the signer goes first, and with it the login
      std::unique_ptr<Wiring> parts;
      std::unique_ptr<core::CopySigner> signer;
      std::optional<pipeline::Certifier> certifier;
    };
    auto bench = std::make_shared<Bench>();
    bench->parts = std::make_unique<Wiring>(home_, settings_, clock_);
    auto& parts = *bench->parts;
    bench->signer = parts.signing().certifierWith([pin = std::move(pin)] { return pin->text(); });
    // A key that is not there is told before the first copy.
    static_cast<void>(bench->signer->signerName(core::SignerRole::kCertifier));
    static_cast<void>(bench->signer->signerName(core::SignerRole::kAgency));
    bench->certifier.emplace(
        certifierOf(parts, *bench->signer, parts.settings_, home_.serverScratch(), clock_));
    // The queue has one request of a copy, and sees that each is certified once.
    return [bench](const std::string& source) { return bench->certifier->certify(source, true); };
  }
  SigningParts& signing() {
    return signing_.get(
        [&] { return std::make_unique<SigningParts>(settings_, appearances(), clock_); });
  }

  Home home_;
  config::Settings settings_;
  const core::Clock& clock_;
  core::StageMeter meter_;
  Lazy<core::PageSourceOpener> opener_;
  Lazy<core::PageReader> reader_;
  Lazy<core::DocumentReader> documents_;
  Lazy<core::CopyAssembler> assembler_;
  Lazy<SigningParts> signing_;
  Lazy<StorageParts> storage_;
  std::map<fs::path, std::unique_ptr<core::BlobStore>> replicas_;
  Lazy<core::WorkStore> store_;
  Lazy<core::UpkeepBook> upkeep_;
  Lazy<core::BatchLedger> ledger_;
  Lazy<core::PackageShelf> shelf_;
  warehouse::BagFolders bags_;
  Lazy<store::SqlCatalogue> catalogue_;
  Lazy<core::Warehouse> warehouse_;
  Lazy<core::Outbox> outbox_;
  server::SecretFile secrets_{home_.secretKey()};
  Lazy<core::OperatorBook> operators_;
  Lazy<core::CopyVersions> versions_;
  Lazy<core::WebhookBook> webhooks_;
  Lazy<core::CertificationRegister> entries_;
  Lazy<core::CertificationQueue> certifications_;
  Lazy<core::AccessBook> access_;
  Lazy<core::ReportBook> report_book_;
  Lazy<core::WorkFacts> work_facts_;
  Lazy<core::Uploads> uploads_;
  Lazy<std::vector<core::AppearancePolicy>> appearances_;
  Lazy<scan::FileJournal> journal_;
  Lazy<core::Intake> intake_;
  Lazy<core::SheetImages> sheet_images_;
  Lazy<core::Vault> vault_;
  Lazy<pdf::TextRuler> ruler_;
  std::map<std::vector<std::string>, std::unique_ptr<Wiring>> variants_;  // by overrides
};

}  // namespace

std::unique_ptr<Parts> wire(const Home& home, const config::Settings& settings,
                            const core::Clock& clock) {
  return std::make_unique<Wiring>(home, settings, clock);
}

}  // namespace sohoa::cli
