#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/api_server.h"
#include "cli/home.h"
#include "core/appearance.h"
#include "core/error.h"
#include "core/language.h"
#include "core/package.h"
#include "core/page.h"
#include "core/ports/access_book.h"
#include "core/ports/bags.h"
#include "core/ports/batch_ledger.h"
#include "core/ports/blob_store.h"
#include "core/ports/certification_register.h"
#include "core/ports/copy_assembler.h"
#include "core/ports/copy_augmenter.h"
#include "core/ports/copy_catalogue.h"
#include "core/ports/copy_signer.h"
#include "core/ports/copy_verifier.h"
#include "core/ports/copy_versions.h"
#include "core/ports/destination.h"
#include "core/ports/document_reader.h"
#include "core/ports/hot_folder.h"
#include "core/ports/intake.h"
#include "core/ports/operator_book.h"
#include "core/ports/outbox.h"
#include "core/ports/package_shelf.h"
#include "core/ports/page_reader.h"
#include "core/ports/page_source.h"
#include "core/ports/report_book.h"
#include "core/ports/review_book.h"
#include "core/ports/scanner.h"
#include "core/ports/sheet_images.h"
#include "core/ports/upkeep_book.h"
#include "core/ports/uploads.h"
#include "core/ports/vault.h"
#include "core/ports/warehouse.h"
#include "core/ports/webhook_book.h"
#include "core/ports/work_facts.h"
#include "core/ports/work_store.h"
#include "core/printed_sheet.h"
#include "core/stage_meter.h"

namespace sohoa::config {
struct Settings;
}

namespace sohoa::cli {

// The adapters behind the ports, as the settings ask for them. Each is made on first use and lives
// as long as this object. main.cc wires the one implementation.
class Parts {
 public:
  virtual ~Parts() = default;

  virtual core::PageSourceOpener& opener() = 0;
  virtual core::PageReader& reader() = 0;
  // The three above under the home's settings with `overrides` ("section.key=value") over them.
  // Live as long as this object. Throws Error(kBadSettings).
  struct Reading {
    core::PageSourceOpener& opener;
    core::PageReader& reader;
    const core::DocumentReader& documents;
  };
  virtual Reading readingWith(const std::vector<std::string>& overrides) = 0;
  // What reader() spends its time on.
  virtual core::StageMeter& meter() = 0;
  virtual const core::DocumentReader& documents() = 0;
  // The document profiles of a folder (empty: those in use) and the table of units, with a fault
  // for each file that has one.
  struct ProfileLine {
    std::string kind;
    std::string title;
    std::size_t fields = 0;
    bool result = false;  // of a procedure
  };
  struct ProfileReport {
    std::filesystem::path folder;
    std::vector<ProfileLine> kinds;
    std::filesystem::path units_file;
    std::size_t units = 0;
    std::vector<core::Error> faults;
  };
  virtual ProfileReport checkProfiles(const std::filesystem::path& folder) = 0;
  // Kinds of the profiles in use that are results of procedures.
  [[nodiscard]] std::set<std::string> resultKinds() {
    std::set<std::string> kinds;
    for (const auto& line : checkProfiles({}).kinds) {
      if (line.result) kinds.insert(line.kind);
    }
    return kinds;
  }
  // Keys, certificates and revocation lists that the settings name, as far as they can be read
  // without a PIN. With `probe` the timestamp authorities are asked too.
  struct KeyLine {
    std::string use;      // "operator", "certifier", "agency", "timestamp", "tls", "secrets",
                          // "anchor", "crl"
    std::string place;    // "file", "token", "service"
    std::string where;    // which
    std::string subject;  // empty: not known
    std::string issuer;
    std::optional<core::Timestamp> from;  // of a list: when it was made
    std::optional<core::Timestamp> until;
    std::string trouble;  // slug of what is wrong; empty: nothing, or not asked
  };
  virtual std::vector<KeyLine> keys(bool probe) = 0;
  virtual const core::CopyAssembler& assembler() = 0;
  virtual core::CopySigner& signer() = 0;
  virtual core::CopyAugmenter& augmenter() = 0;
  // `anchors` replace the settings' trust anchors when there are any; `crls` add to the settings'.
  virtual const core::CopyVerifier& verifier(const std::vector<std::filesystem::path>& anchors,
                                             const std::vector<std::filesystem::path>& crls) = 0;

  virtual core::BlobStore& blobs() = 0;
  // Blobs in a folder of their own, for a backup.
  virtual std::unique_ptr<core::BlobStore> blobFolder(const std::filesystem::path& folder) = 0;
  // Folders with the same blobs, as [storage] replicas names them; those that are there.
  virtual std::vector<const core::BlobStore*> replicas() = 0;
  // A line of the journal of keeping, on disk when it returns.
  virtual void noteKeeping(const std::vector<std::pair<std::string, std::string>>& texts) = 0;
  // Writes every store of the home, as it stands at one moment, into the folder.
  virtual void snapshotStores(const std::filesystem::path& folder) = 0;
  // The parts of another home, under its own settings.
  virtual std::unique_ptr<Parts> partsOf(const Home& home) = 0;
  // The parts of this home under other settings.
  virtual std::unique_ptr<Parts> partsUnder(const config::Settings& settings) = 0;
  struct MovedRows {
    std::string table;
    std::int64_t rows = 0;
  };
  // Copies every row of every store into the empty stores of other settings and compares both;
  // `progress` is told rows done, of all. Throws Error.
  virtual std::vector<MovedRows> moveStores(
      const config::Settings& to,
      const std::function<void(std::int64_t done, std::int64_t of)>& progress) = 0;
  virtual core::WorkStore& store() = 0;
  virtual core::UpkeepBook& upkeep() = 0;
  virtual core::BatchLedger& ledger() = 0;
  virtual core::PackageShelf& shelf() = 0;
  virtual const core::Bags& bags() = 0;
  // METS with PREMIS.
  virtual std::string mets(const core::Package& package) = 0;
  // A further connection to store(), for another thread.
  virtual std::unique_ptr<core::WorkStore> newStore() = 0;
  // A further connection to ledger(), for another thread.
  virtual std::unique_ptr<core::BatchLedger> newLedger() = 0;
  // A connection to what waits for a person in store().
  virtual std::unique_ptr<core::ReviewBook> newReviewBook() = 0;
  // Files that come in over the network.
  virtual core::Uploads& uploads() = 0;
  virtual core::Warehouse& warehouse() = 0;
  // What the warehouse stands on.
  virtual core::CopyCatalogue& catalogue() = 0;
  // What goes on to the destinations of [[delivery]].
  virtual core::Outbox& outbox() = 0;
  // Later versions of delivered copies.
  virtual core::CopyVersions& versions() = 0;
  // Who is told of what over HTTP.
  virtual core::WebhookBook& webhooks() = 0;
  // The one of that name, made anew. Throws Error(kBadSettings) when there is none.
  virtual std::unique_ptr<core::Destination> destination(const std::string& name) = 0;
  // The certification register.
  virtual core::CertificationRegister& entries() = 0;
  virtual core::AccessBook& accessBook() = 0;
  // What reports are made from.
  virtual core::ReportBook& reportBook() = 0;
  virtual const core::WorkFacts& workFacts() = 0;
  // A secret for a client, and what is kept of it.
  struct NewSecret {
    std::string secret;
    std::string hash;
  };
  virtual NewSecret newSecret() = 0;
  virtual core::OperatorBook& operators() = 0;
  // A password for a person to type once, and what is kept of any.
  virtual std::string newPassword() = 0;
  virtual std::string hashPassword(const std::string& password) = 0;
  // Gives up second factors and webhooks' secrets that the home's key does not open; how many.
  virtual int giveUpSecrets() = 0;
  // Gives access tokens another key; the former one is taken until then.
  virtual void renewTokenKey(core::Timestamp former_until) = 0;
  // What a person's authenticator takes in, and codes for when it is lost.
  struct NewSecondFactor {
    std::string secret;
    std::string uri;
    std::vector<std::string> codes;
    std::vector<std::string> kept;  // of the codes
  };
  virtual NewSecondFactor newSecondFactor(const std::string& login) = 0;
  // The HTTP API over this home; listens when it returns. Throws Error.
  virtual std::unique_ptr<ApiServer> apiServer(const ApiServerOptions& options) = 0;
  virtual const std::vector<core::AppearancePolicy>& appearances() = 0;
  // Dark modules of a QR code in a square of side 1.
  virtual std::vector<core::PrintedSheet::Bar> qrCode(const std::string& text) = 0;
  virtual core::Intake& intake() = 0;
  struct HotFolderTimes {
    std::chrono::milliseconds settle;
    std::chrono::milliseconds patience;
    bool markers;
  };
  virtual std::unique_ptr<core::HotFolder> hotFolder(const std::filesystem::path& folder,
                                                     const HotFolderTimes& times) = 0;
  // Scanners whose drivers run in a child process; one that is silent for longer is ended.
  virtual std::unique_ptr<core::Scanner> scanner(std::chrono::milliseconds patience) = 0;
  // What that child process does: pictures go into the folder. Returns when its parent is done.
  virtual void serveScanner(const std::filesystem::path& folder) = 0;
  virtual core::SheetImages& sheetImages() = 0;
  // A part of a page (empty: all of it), upright, as JPEG of at most `most` pixels.
  virtual std::vector<std::uint8_t> smallPicture(const core::Raster& page,
                                                 const core::PageGeometry& geometry, core::Box part,
                                                 core::Size most) = 0;
  // Null when no officer's certificate is set.
  virtual const core::Vault* vault() = 0;

  // The report of ETSI TS 119 102-2 in XML.
  virtual std::string etsiReport(const std::filesystem::path& file,
                                 const core::VerificationReport& report, core::Timestamp at) = 0;

  // Of the two journals: empty when their chains are whole, else what is wrong and where.
  virtual std::string journalProblem() = 0;
  // Writes the two-tier test PKI.
  virtual void makeDemoPki(const std::filesystem::path& folder, const std::string& unit_name) = 0;

  // Files below paths, without a home folder.
  virtual core::FoundFiles listFiles(const std::vector<std::filesystem::path>& paths) = 0;
  // "hocr" or "alto".
  virtual std::string render(const std::string& format, const std::string& file,
                             const std::vector<core::PageResult>& pages) = 0;
  // The width of a printed line in millimetres.
  virtual double textWidth(const core::PrintedSheet::Text& text) = 0;
  // A record to be kept, as PDF/A.
  virtual void writeRecord(const std::vector<core::PrintedSheet>& sheets, const std::string& title,
                           core::Timestamp created, const std::filesystem::path& out) = 0;
  // Writes `count` pages of one separator sheet as PDF. `sort`: "patch", "qr" or "code128"; only
  // "qr" may carry data.
  virtual void printSeparators(const std::string& sort,
                               const std::map<std::string, std::string>& data, int count,
                               core::Language language, const std::filesystem::path& out) = 0;
};

}  // namespace sohoa::cli
