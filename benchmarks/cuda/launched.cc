// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/cuda/launched.h"

#include <cuda.h>

#include <exception>
#include <memory>
#include <type_traits>

#include "kernels/cuda/cuda_check.h"

namespace attnwatch {
namespace {

// The driver's function, or null. The runtime is asked because the programs do not link libcuda,
// which machines without a GPU lack.
template <typename Function>
Function DriverFunction(const char* name, unsigned version) {
  void* address = nullptr;
  cudaDriverEntryPointQueryResult result{};
  const cudaError_t error =
      cudaGetDriverEntryPointByVersion(name, &address, version, cudaEnableDefault, &result);
  const bool found = error == cudaSuccess && result == cudaDriverEntryPointSuccess;
  return found ? reinterpret_cast<Function>(address) : nullptr;
}

struct Driver {
  decltype(&cuGraphKernelNodeGetParams_v2) node_params =
      DriverFunction<decltype(node_params)>("cuGraphKernelNodeGetParams", 12000);
  decltype(&cuFuncGetName) function_name =
      DriverFunction<decltype(function_name)>("cuFuncGetName", 12030);
  decltype(&cuKernelGetFunction) kernel_function =
      DriverFunction<decltype(kernel_function)>("cuKernelGetFunction", 12000);
  decltype(&cuFuncGetAttribute) attribute =
      DriverFunction<decltype(attribute)>("cuFuncGetAttribute", 12000);

  bool complete() const {
    return node_params != nullptr && function_name != nullptr && kernel_function != nullptr &&
           attribute != nullptr;
  }
};

struct DestroyGraph {
  void operator()(cudaGraph_t graph) const { cudaGraphDestroy(graph); }
};
using Graph = std::unique_ptr<std::remove_pointer_t<cudaGraph_t>, DestroyGraph>;

Graph Capture(const Launch& launch, const CudaStream& stream) {
  CUDA_CHECK(cudaStreamBeginCapture(stream.get(), cudaStreamCaptureModeThreadLocal));
  cudaGraph_t graph = nullptr;
  try {
    launch(stream.get());
  } catch (...) {
    cudaStreamEndCapture(stream.get(), &graph);
    const Graph owner(graph);
    throw;
  }
  CUDA_CHECK(cudaStreamEndCapture(stream.get(), &graph));
  return Graph(graph);
}

std::vector<cudaGraphNode_t> Nodes(const Graph& graph) {
  size_t count = 0;
  CUDA_CHECK(cudaGraphGetNodes(graph.get(), nullptr, &count));
  std::vector<cudaGraphNode_t> nodes(count);
  CUDA_CHECK(cudaGraphGetNodes(graph.get(), nodes.data(), &count));
  return nodes;
}

std::optional<int64_t> Attribute(const Driver& driver, CUfunction function,
                                 CUfunction_attribute attribute) {
  int value = 0;
  if (driver.attribute(&value, attribute, function) != CUDA_SUCCESS) return std::nullopt;
  return value;
}

// Kernels of a library loaded with the driver's library interface have a CUkernel in place of a
// CUfunction.
CUfunction FunctionOf(const Driver& driver, const CUDA_KERNEL_NODE_PARAMS& params) {
  if (params.func != nullptr) return params.func;
  CUfunction function = nullptr;
  driver.kernel_function(&function, params.kern);
  return function;
}

LaunchedKernel DescribeKernel(const Driver& driver, cudaGraphNode_t node) {
  CUDA_KERNEL_NODE_PARAMS params{};
  if (driver.node_params(node, &params) != CUDA_SUCCESS) return {"unknown"};
  LaunchedKernel kernel;
  kernel.grid = {params.gridDimX, params.gridDimY, params.gridDimZ};
  kernel.block = {params.blockDimX, params.blockDimY, params.blockDimZ};
  const CUfunction function = FunctionOf(driver, params);
  const char* name = nullptr;
  if (function == nullptr || driver.function_name(&name, function) != CUDA_SUCCESS)
    name = "unknown";
  kernel.name = name;
  if (function == nullptr) return kernel;
  kernel.registers = Attribute(driver, function, CU_FUNC_ATTRIBUTE_NUM_REGS);
  kernel.local_bytes = Attribute(driver, function, CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES);
  if (const auto fixed = Attribute(driver, function, CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES)) {
    kernel.shared_bytes = *fixed + params.sharedMemBytes;
  }
  return kernel;
}

LaunchedKernel DescribeNode(const Driver& driver, cudaGraphNode_t node) {
  cudaGraphNodeType type{};
  CUDA_CHECK(cudaGraphNodeGetType(node, &type));
  if (type == cudaGraphNodeTypeKernel) return DescribeKernel(driver, node);
  if (type == cudaGraphNodeTypeMemcpy) return {"memcpy"};
  if (type == cudaGraphNodeTypeMemset) return {"memset"};
  return {"other"};
}

}  // namespace

std::vector<LaunchedKernel> CaptureLaunched(const Launch& launch, const CudaStream& stream) {
  static const Driver driver;
  if (!driver.complete()) return {};
  std::vector<LaunchedKernel> launched;
  try {
    const Graph graph = Capture(launch, stream);
    for (const cudaGraphNode_t node : Nodes(graph)) {
      launched.push_back(DescribeNode(driver, node));
    }
  } catch (const std::exception&) {
    // A launch that waits for the device cannot be captured: what it ran stays unknown. The error
    // of the capture must not be taken for one of the next launch.
    cudaGetLastError();
    launched.clear();
  }
  return launched;
}

}  // namespace attnwatch
