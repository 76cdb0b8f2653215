using Cornea.Compilation.Scheduling;
using Cornea.Devices.Cpu.Convolution;
using Cornea.Devices.Cpu.Convolution.Winograd;
using Cornea.Devices.Cpu.Elementwise;
using Cornea.Devices.Cpu.Indexing;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Pooling;
using Cornea.Devices.Cpu.RandomNumbers;
using Cornea.Devices.Cpu.Recurrence;
using Cornea.Devices.Cpu.Reduction;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu;

/// <summary>Kernels for the processor's cores: vectors where they help, workers that share tiles.</summary>
internal sealed class CpuBackend(Workers workers, GemmScratch? scratch = null) : Backend
{
    private readonly GemmScratch _scratch = scratch ?? new(workers.Count);

    public override Kernel Lower(KernelSpec spec) => spec switch
    {
        ElementwiseSpec elementwise => new ElementwiseKernel(elementwise, workers),
        ReduceSpec reduce => new ReduceKernel(reduce, workers),
        RowSoftmaxSpec softmax => new RowSoftmaxKernel(softmax, workers),
        MatMulSpec product => product.Reads[0].DType.ForKernels() switch
        {
            KernelType.Float32 => new MatMulKernel<float>(product, workers, _scratch),
            KernelType.Float64 => new MatMulKernel<double>(product, workers, _scratch),
            KernelType.Int64 => new MatMulKernel<long>(product, workers, _scratch),
            KernelType.Int32 => new MatMulKernel<int>(product, workers, _scratch),
            KernelType.Bool => throw new NotSupportedException("Matrix products of bool have no CPU kernel. Cast the operands to int32."),
        },
        ConvolutionSpec convolution when DepthwiseKernel<float>.Fits(convolution) => KernelTypes.Floating(
            spec, convolution.Reads[0].DType,
            () => new DepthwiseKernel<float>(convolution, workers, _scratch), () => new DepthwiseKernel<double>(convolution, workers, _scratch)),
        ConvolutionKernelGradientSpec gradient when DepthwiseKernelGradientKernel<float>.Fits(gradient) => KernelTypes.Floating(
            spec, gradient.Reads[0].DType,
            () => new DepthwiseKernelGradientKernel<float>(gradient, workers, _scratch),
            () => new DepthwiseKernelGradientKernel<double>(gradient, workers, _scratch)),
        ConvolutionSpec convolution when WinogradTransforms.Fits(convolution.Shape, convolution.Groups, convolution.Filters, convolution.Reads[0].DType) =>
            new WinogradKernel(convolution, workers, _scratch),
        ConvolutionSpec convolution => KernelTypes.Floating(
            spec, convolution.Reads[0].DType,
            () => new ConvolutionKernel<float>(convolution, workers, _scratch), () => new ConvolutionKernel<double>(convolution, workers, _scratch)),
        ConvolutionKernelGradientSpec gradient when WinogradTransforms.Fits(gradient.Shape, gradient.Groups, gradient.Filters, gradient.Reads[0].DType) =>
            new WinogradKernelGradientKernel(gradient, workers, _scratch),
        ConvolutionKernelGradientSpec gradient => KernelTypes.Floating(
            spec, gradient.Reads[0].DType,
            () => new ConvolutionKernelGradientKernel<float>(gradient, workers, _scratch),
            () => new ConvolutionKernelGradientKernel<double>(gradient, workers, _scratch)),
        PoolSpec pool => KernelTypes.Floating(
            spec, pool.Reads[0].DType, () => new PoolKernel<float>(pool, workers), () => new PoolKernel<double>(pool, workers)),
        PoolGradientSpec pool => KernelTypes.Floating(
            spec, pool.Writes[0].DType, () => new PoolGradientKernel<float>(pool, workers), () => new PoolGradientKernel<double>(pool, workers)),
        MaxPool2x2Spec pool => new MaxPool2x2Kernel(pool, workers),
        MaxPool2x2GradientSpec pool => new MaxPool2x2GradientKernel(pool, workers),
        PoolChoiceSpec pool => KernelTypes.Floating(
            spec, pool.Reads[0].DType, () => new PoolChoiceKernel<float>(pool, workers), () => new PoolChoiceKernel<double>(pool, workers)),
        ArgReduceSpec arg => arg.Reads[0].DType.ForKernels() switch
        {
            KernelType.Float32 => new ArgReduceKernel<float>(arg, workers),
            KernelType.Float64 => new ArgReduceKernel<double>(arg, workers),
            KernelType.Int64 => new ArgReduceKernel<long>(arg, workers),
            KernelType.Int32 => new ArgReduceKernel<int>(arg, workers),
            KernelType.Bool => new ArgReduceKernel<byte>(arg, workers),
        },
        CumulativeSpec cumulative => cumulative.Reads[0].DType.ForKernels() switch
        {
            KernelType.Float32 => new CumulativeKernel<float>(cumulative, workers),
            KernelType.Float64 => new CumulativeKernel<double>(cumulative, workers),
            KernelType.Int64 => new CumulativeKernel<long>(cumulative, workers),
            KernelType.Int32 => new CumulativeKernel<int>(cumulative, workers),
            KernelType.Bool => throw new NotSupportedException("Running sums of bool have no CPU kernel. Cast the operand to int32."),
        },
        ArgSortSpec sort => sort.Reads[0].DType.ForKernels() switch
        {
            KernelType.Float32 => new ArgSortKernel<float>(sort, workers),
            KernelType.Float64 => new ArgSortKernel<double>(sort, workers),
            KernelType.Int64 => new ArgSortKernel<long>(sort, workers),
            KernelType.Int32 => new ArgSortKernel<int>(sort, workers),
            KernelType.Bool => new ArgSortKernel<byte>(sort, workers),
        },
        GatherSpec gather => new GatherKernel(gather, workers),
        ScatterAddSpec scatter => new ScatterAddKernel(scatter),
        RandomSpec random => new RandomKernel(random, workers),
        ScanSpec scan => new ScanKernel(scan, this),
        _ => throw new NotSupportedException($"The CPU backend has no kernel for {spec.Name}. Add one to CpuBackend.Lower."),
    };
}
