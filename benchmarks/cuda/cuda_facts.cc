// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/cuda/cuda_facts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <string>

#include "benchmarks/host_description.h"
#include "kernels/cuda/cublas.h"
#include "kernels/cuda/cublaslt.h"
#include "kernels/cuda/cuda_check.h"

namespace attnwatch {
namespace {

// 13000 -> "13.0"
std::string CudaVersion(int version) {
  return fmt::format("{}.{}", version / 1000, version % 1000 / 10);
}

std::string DriverVersion() {
  int version = 0;
  CUDA_CHECK(cudaDriverGetVersion(&version));
  return CudaVersion(version);
}

std::string RuntimeVersion() {
  int version = 0;
  CUDA_CHECK(cudaRuntimeGetVersion(&version));
  return CudaVersion(version);
}

// Variables that change what CUDA and its libraries do; only those that are set.
Labels CudaVariables() {
  Labels variables;
  for (const char* name : {"CUDA_VISIBLE_DEVICES", "CUDA_MODULE_LOADING", "CUDA_LAUNCH_BLOCKING",
                           "NVIDIA_TF32_OVERRIDE", "CUBLAS_WORKSPACE_CONFIG",
                           "CUBLASLT_WORKSPACE_SIZE", "CUBLASLT_HEURISTICS_CACHE_CAPACITY"}) {
    if (const char* value = std::getenv(name)) variables.Set(name, value);
  }
  return variables;
}

void Add(const Labels& facts, const std::string& prefix, Labels* all) {
  for (const auto& [key, value] : facts.pairs()) all->Set(prefix + key, value);
}

}  // namespace

Environment DescribeCuda(const cudaDeviceProp& properties, const Nvml& nvml) {
  const auto text = [](auto value) { return fmt::format("{}", value); };
  Environment environment;
  environment.device_key = KeyPart(properties.name);
  environment.hard = {
      {"device_name", properties.name},
      {"compute_capability", fmt::format("{}.{}", properties.major, properties.minor)},
      {"multiprocessors", text(properties.multiProcessorCount)},
      {"memory_bytes", text(properties.totalGlobalMem)},
      {"l2_bytes", text(properties.l2CacheSize)},
      {"ecc", properties.ECCEnabled != 0 ? "on" : "off"}};
  environment.soft = {{"driver_cuda", DriverVersion()},
                      {"cuda_runtime", RuntimeVersion()},
                      {"cublas_version", Cublas::Shared().Version()},
                      {"cublaslt_version", CublasLt::Shared().Version()},
                      {"cublas_workspace_bytes", text(Cublas::kWorkspaceBytes)}};
  Add(nvml.Describe(), "", &environment.soft);
  environment.soft.Set("nvml_unsupported", fmt::format("{}", fmt::join(nvml.Unsupported(), " ")));
  Add(CudaVariables(), "", &environment.soft);
  const Environment host = DescribeHost();
  Add(host.hard, "host_", &environment.soft);
  Add(host.soft, "host_", &environment.soft);
  return environment;
}

}  // namespace attnwatch
