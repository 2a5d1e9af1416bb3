#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/appearance.h"
#include "core/clock.h"
#include "core/ports/blob_store.h"
#include "core/ports/certification_register.h"
#include "core/ports/copy_assembler.h"
#include "core/ports/copy_signer.h"
#include "core/ports/copy_verifier.h"
#include "core/ports/page_source.h"
#include "core/ports/warehouse.h"
#include "core/ports/work_store.h"
#include "core/printed_sheet.h"

namespace sohoa::pipeline {

// Everything a certifier needs. All outlive it.
struct CertifierPorts {
  core::WorkStore& store;
  core::BlobStore& blobs;
  core::PageSourceOpener& opener;
  const core::CopyAssembler& assembler;
  core::CopySigner& signer;
  const core::CopyVerifier& verifier;
  core::Warehouse& warehouse;
  core::CertificationRegister& entries;
  const core::Clock& clock;
  // Dark modules of a QR code in a square of side 1.
  std::function<std::vector<core::PrintedSheet::Bar>(const std::string& text)> code;
};

struct CertifierOptions {
  std::filesystem::path scratch;
  core::PadesLevel level = core::PadesLevel::kBT;
  bool release_only_passed = true;
  std::string unit;       // whose register it is
  std::string unit_name;  // for people
  std::string book = "01/{year}-SCT/BS";
  std::string verify_url;  // with {copy}; may be empty
  std::vector<core::AppearancePolicy> appearances;
};

// Makes copies certified from their originals (Decree 45/2020/ND-CP article 10): the scan of a
// paper, the officer's statement with a number of the register and signature, the agency's
// signature, a code to check the copy with. Only for papers that a person has compared with the
// scan: asking is the caller's part.
//
// The number is durable before anything is signed, and a copy whose making was cut short gets the
// number it had, so that the register has neither gaps nor doubles. One thread at a time.
class Certifier {
 public:
  Certifier(const CertifierPorts& ports, CertifierOptions options);

  // A copy that can be certified, for the officer to look at. Throws Error(kNoSuchCopy),
  // Error(kNotFromPaper).
  [[nodiscard]] core::DocumentRow candidate(const std::string& copy_id);

  // `again`: also when the paper was certified before. Throws what candidate() does,
  // Error(kAlreadyCertified), Error(kScanGone), and what making, signing and delivering throw; the
  // register's entry then stays open.
  core::RegisterEntry certify(const std::string& copy_id, bool again);

 private:
  void make(const core::DocumentRow& row, core::RegisterEntry& entry);
  [[nodiscard]] std::string codeText(const core::RegisterEntry& entry) const;

  CertifierPorts ports_;
  CertifierOptions options_;
};

}  // namespace sohoa::pipeline
