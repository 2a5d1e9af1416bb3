#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/digest.h"

namespace sohoa::core {

// What stands in an archival package, for those who describe it.

struct PackageFile {
  std::string path;  // below the payload folder
  std::string type;  // "image/jpeg"
  Sha256 sha256;
  std::uint64_t size = 0;
};

struct PackagePaper {
  std::string copy_id;
  std::string kind;        // profile id
  std::string title;       // for people
  std::string level;       // of its signatures
  Timestamp created;       // when the copy was delivered
  std::vector<int> pages;  // of the master, from 0
  PackageFile copy;
  PackageFile fields;
};

struct PackageMaster {
  std::string name;
  std::string case_file;
  Timestamp taken;  // of its batch
  int page_count = 0;
  PackageFile master;
  PackageFile text;  // ALTO
  std::vector<PackagePaper> papers;
};

struct Package {
  std::string id;
  Timestamp created;  // of the oldest batch in it
  std::string unit_id;
  std::string unit_name;
  std::vector<PackageMaster> masters;
};

}  // namespace sohoa::core
