#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/ports/copy_signer.h"

namespace sohoa::config {

// The office that owns this home.
struct UnitSettings {
  std::string id = "demo";
  std::string name = "Đơn vị thử nghiệm";
};

struct ScanSettings {
  double default_dpi = 300;     // when neither the file nor the page size says
  double max_megapixels = 120;  // of one page; larger pages are refused before decoding
  int max_pages = 10000;        // of one file
};

// How a scanner is used; empty and 0: as the other settings say.
struct ScannerProfile {
  std::string device;
  std::string source;       // adf, duplex, flatbed
  std::string source_name;  // the device's own word
  std::string mode;         // colour, grey, bilevel
  std::string page;         // a3, a4, a5, or WIDTHxHEIGHT in millimetres
  int resolution = 0;
  std::vector<std::string> options;  // "name=value", the device's own
};

struct ScannerSettings {
  ScannerProfile standard;
  std::map<std::string, ScannerProfile> profiles;
  std::chrono::seconds timeout{120};  // a driver may be silent
};

struct OcrSettings {
  std::string language = "vie";
  std::filesystem::path tessdata;  // empty: where Tesseract looks by itself
  std::chrono::seconds page_timeout{120};
};

struct WorkSettings {
  int workers = 0;                     // 0: one per core, as far as memory goes
  int counter_workers = 1;             // on top, beside a hot folder: for the counter alone
  std::uint64_t worker_memory_mb = 0;  // ceiling of one; 0: 4096, or what the machine has
  std::uint64_t memory_mb = 0;         // for the pages in work together; 0: three quarters
  std::uint64_t min_free_disk_mb = 256;
  int backlog_nice = 0;  // added for work of the backlog lane
  std::chrono::seconds stage_timeout{600};
};

struct StoreSettings {
  // "postgresql://..." of a database that several machines share; empty: SQLite files of this home.
  std::string url;
};

struct BatchSettings {
  std::string case_pattern;  // as pipeline::CasePattern takes it
};

// Which documents wait for a person before they are signed.
struct ReviewSettings {
  std::string wait = "never";  // never, doubtful, always
  double threshold = 0.9;      // a required field less certain than this is in doubt
  double id_threshold = 0.97;  // the same of an id number, which is then typed twice
};

struct CopySettings {
  std::filesystem::path appearances;  // empty: the policies that come with the program
  std::filesystem::path font = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf";
};

// One signer: a key in a file, in a token or HSM (module), or with a signing service. Relative
// paths lie in the home folder.
struct SignerSettings {
  std::filesystem::path key;              // PKCS#12, or PEM when `certificate` is set
  std::filesystem::path certificate;      // PEM, the signer's first, then its issuers
  std::filesystem::path passphrase_file;  // of a file key; PIN of a token
  std::filesystem::path module;           // PKCS#11 library
  std::string token;                      // label; may be empty when there is one token
  std::string label;                      // of the key; may be empty when there is one
  std::string service;                    // base address of a remote-signing service (CSC API v2)
  std::string unit;                       // must stand in the certificate's subject
  std::string credential;                 // id of the key there
  std::filesystem::path access_token_file;

  [[nodiscard]] bool empty() const { return key.empty() && module.empty() && service.empty(); }
  std::string algorithm = "auto";  // auto, rsa-pss, rsa-pkcs1, ecdsa
};

struct SigningSettings {
  SignerSettings op;  // [signing.operator]
  SignerSettings certifier;
  SignerSettings agency;
  core::PadesLevel level = core::PadesLevel::kBT;
  std::string copy_form;  // of digitised copies; empty: as the appearance policy has it
  // Tried in order. "local:" is the demo authority inside this program.
  std::vector<std::string> timestamp_urls;
  std::filesystem::path timestamp_key;  // PKCS#12 of the demo authority
  std::filesystem::path timestamp_passphrase_file;
  bool check_revocation = true;  // of the signer's certificate, before signing; warns if it can't
  std::filesystem::path local_pki;  // folder of the demo PKI whose services run in this program
  // A copy leaves only when our own verifier says TOTAL_PASSED; false lets INDETERMINATE out too.
  bool release_only_passed = true;
};

// Of copies certified from their originals.
struct CertificationSettings {
  std::string book = "01/{year}-SCT/BS";  // quyển số of the register; {year} is filled in
  // Address where anybody can check a copy, with {copy} for its id; empty: the code on the copy
  // holds the entry of the register instead.
  std::string verify_url;
};

struct TrustSettings {
  std::vector<std::filesystem::path> anchors;  // PEM or DER, files or folders
  std::vector<std::filesystem::path> intermediates;
  std::vector<std::filesystem::path> crls;
};

struct SecretSettings {
  std::filesystem::path officer_certificate;  // state secrets are sealed to it
};

// A bucket of an S3 service.
struct S3Settings {
  std::string endpoint;
  std::string region = "us-east-1";
  std::string bucket;
  std::string prefix;
  std::string style = "path";  // path, host: where the bucket's name goes
  std::string access_key_id;
  std::filesystem::path secret_file;
  std::filesystem::path ca_file;  // PEM; empty: the trust anchors of the system
};

// Where blobs lie: in the home folder, or in a bucket when `s3.endpoint` is set.
struct StorageSettings {
  S3Settings s3;
  int s3_retain_days = 0;              // of the bucket's object lock; 0: none
  std::filesystem::path cache_folder;  // of local copies; empty: home/cache
  std::uint64_t cache_mb = 10240;
  int scrub_days = 30;          // every blob is read through so often; 0: only by `sohoa scrub`
  int scrub_mb_per_second = 8;  // read at most while the server runs; 0: as fast as it goes
  // Folders with the same blobs: replicas and backups, from which damaged ones are put back.
  std::vector<std::filesystem::path> replicas;
};

// Another Sohoa that takes copies.
struct FarSohoaSettings {
  std::string url;  // "https://kho.example.vn"
  std::string client_id;
  std::filesystem::path secret_file;
  std::filesystem::path keys_file;  // its JSON Web Key Set; empty: asked of the server itself
};

// Where copies go besides our own warehouse: one [[delivery]], to one of the three.
struct DeliverySettings {
  std::string name;
  S3Settings s3;
  FarSohoaSettings sohoa;
  std::filesystem::path rest_mapping;  // of another service: docs/delivery.md
  // Of destinations other than S3. PEM; empty: the trust anchors of the system, and no certificate.
  std::filesystem::path tls_ca_file;
  std::filesystem::path tls_certificate;
  std::filesystem::path tls_key;
  int opens = 0;  // minutes of the day in Vietnam between which copies go out; equal: always
  int closes = 0;
  std::uint64_t kilobytes_per_second = 0;  // 0: as fast as the line is
};

// How long copies of a kind are kept: one [[retention]]. The first that fits decides.
struct RetentionSettings {
  std::string rule;             // where the term stands
  std::string kind;             // empty: every kind
  std::string unit;             // empty: every office
  int years = 0;                // 0: for ever
  std::string from = "issued";  // issued, created
};

struct MetadataSettings {
  std::filesystem::path profiles;  // empty: the profiles that come with the program
  std::filesystem::path units;     // empty: the table of units that comes with the program
};

// Templates as docs/profiles.md describes them; empty: the default.
struct NamingSettings {
  std::string result_code;
  std::string file_name;
};

// Log in through an identity provider: [server.oidc].
struct OidcSettings {
  std::string issuer;  // empty: not that way
  std::string client_id;
  std::filesystem::path client_secret_file;  // empty: a public client
  std::string redirect;           // address of /api/v1/session/oidc/callback, as browsers see it
  std::string claim = "sub";      // that names the operator
  std::filesystem::path ca_file;  // PEM; empty: the trust anchors of the system
};

// Who is told of what over HTTP: [webhooks].
struct WebhookSettings {
  bool private_networks = false;  // addresses inside the house, and plain HTTP to them
  std::chrono::seconds give_up{259200};
  int keep_days = 30;             // messages that were settled
  std::filesystem::path ca_file;  // PEM; empty: the trust anchors of the system
};

// The HTTP API (`sohoa serve`).
struct ServerSettings {
  std::string address = "127.0.0.1";
  int port = 8420;
  std::filesystem::path tls_certificate;   // PEM chain; empty: plain HTTP
  std::filesystem::path tls_key;           // PEM
  std::filesystem::path tls_client_roots;  // PEM; whose certificates clients may show
  std::string issuer = "sohoa";            // as access tokens name it
  std::chrono::seconds token_life{600};
  std::chrono::seconds session_idle{900};    // of a person's browser
  std::chrono::seconds session_life{36000};  // however busy
  // As browsers see the server, when something in front of it speaks TLS: "https://host".
  std::string public_url;
  // Addresses and networks of what stands in front and says in X-Forwarded-For who asks.
  std::vector<std::string> proxies;
  std::filesystem::path offices;  // TOML with the tree of offices; empty: each stands alone
  int connections = 1024;
  int threads = 32;              // that answer requests
  int verifies_per_minute = 20;  // by one address without an account
  // Takes copies from other warehouses also when their signatures are INDETERMINATE here.
  bool take_unproven = false;
  std::chrono::seconds drain{30};  // for running requests when it is stopped
  OidcSettings oidc;
};

// Goals that reports are held against, in percent: [reports].
struct ReportSettings {
  std::map<std::string, int> targets{{"city", 70}, {"district", 60}, {"ward", 55}};  // by level
  int reuse_target = 80;
};

struct Settings {
  UnitSettings unit;
  ScanSettings scan;
  ScannerSettings scanner;
  OcrSettings ocr;
  MetadataSettings metadata;
  NamingSettings naming;
  WorkSettings work;
  StoreSettings store;
  BatchSettings batch;
  ReviewSettings review;
  CopySettings copy;
  SigningSettings signing;
  CertificationSettings certification;
  TrustSettings trust;
  SecretSettings secrets;
  ServerSettings server;
  WebhookSettings webhooks;
  StorageSettings storage;
  std::vector<DeliverySettings> deliveries;
  std::vector<RetentionSettings> retention;
  ReportSettings reports;
};

// A setting as it holds now. Values are never secrets: those lie in files that settings name, and a
// password within an address is left out.
struct SettingLine {
  std::string key;    // "server.port"
  std::string value;  // as text; empty: not set
  int line = 0;       // of the file; 0: by default
  std::string vi;     // what it is for; may be empty
  std::string en;
};

// Reads sohoa.toml. Absent keys keep their defaults; relative paths are resolved against `home`.
// Throws Error(core::kBadSettings) naming file, line and key: unknown keys and values out of range
// are errors, so that a typing mistake never goes unseen.
// `overrides` ("section.key=value", the value as TOML or a bare word) stand above the file.
[[nodiscard]] Settings loadSettings(const std::filesystem::path& file,
                                    const std::filesystem::path& home,
                                    const std::vector<std::string>& overrides = {});

// Every setting there is, in the order of the sections. Throws what loadSettings does.
[[nodiscard]] std::vector<SettingLine> listSettings(const std::filesystem::path& file,
                                                    const std::filesystem::path& home);

// Throws Error(core::kBadSettings) unless each override names one of the settings that decide how
// pages are opened, read and understood: those of [scan], [ocr], [metadata] and [naming].
void requireReadingSettings(const std::vector<std::string>& overrides);

// The commented sohoa.toml that `sohoa init` writes. `demo` fills in the test PKI's paths.
[[nodiscard]] std::string settingsTemplate(bool demo, const std::string& unit_id,
                                           const std::string& unit_name);

}  // namespace sohoa::config
