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
        MatMulSpec product => product.Reads[0].DType switch
        {
            DType.Float32 => new MatMulKernel<float>(product, workers, _scratch),
            DType.Float64 => new MatMulKernel<double>(product, workers, _scratch),
            DType.Int64 => new MatMulKernel<long>(product, workers, _scratch),
            _ => new MatMulKernel<int>(product, workers, _scratch),
        },
        ConvolutionSpec convolution when DepthwiseKernel<float>.Fits(convolution) => convolution.Reads[0].DType == DType.Float32
            ? new DepthwiseKernel<float>(convolution, workers, _scratch)
            : new DepthwiseKernel<double>(convolution, workers, _scratch),
        ConvolutionKernelGradientSpec gradient when DepthwiseKernelGradientKernel<float>.Fits(gradient) => gradient.Reads[0].DType == DType.Float32
            ? new DepthwiseKernelGradientKernel<float>(gradient, workers, _scratch)
            : new DepthwiseKernelGradientKernel<double>(gradient, workers, _scratch),
        ConvolutionSpec convolution when WinogradTransforms.Fits(convolution.Shape, convolution.Groups, convolution.Filters, convolution.Reads[0].DType) =>
            new WinogradKernel(convolution, workers, _scratch),
        ConvolutionSpec convolution => convolution.Reads[0].DType == DType.Float32
            ? new ConvolutionKernel<float>(convolution, workers, _scratch)
            : new ConvolutionKernel<double>(convolution, workers, _scratch),
        ConvolutionKernelGradientSpec gradient when WinogradTransforms.Fits(gradient.Shape, gradient.Groups, gradient.Filters, gradient.Reads[0].DType) =>
            new WinogradKernelGradientKernel(gradient, workers, _scratch),
        ConvolutionKernelGradientSpec gradient => gradient.Reads[0].DType == DType.Float32
            ? new ConvolutionKernelGradientKernel<float>(gradient, workers, _scratch)
            : new ConvolutionKernelGradientKernel<double>(gradient, workers, _scratch),
        PoolSpec pool => pool.Reads[0].DType == DType.Float32 ? new PoolKernel<float>(pool, workers) : new PoolKernel<double>(pool, workers),
        PoolGradientSpec pool => pool.Writes[0].DType == DType.Float32
            ? new PoolGradientKernel<float>(pool, workers)
            : new PoolGradientKernel<double>(pool, workers),
        MaxPool2x2Spec pool => new MaxPool2x2Kernel(pool, workers),
        MaxPool2x2GradientSpec pool => new MaxPool2x2GradientKernel(pool, workers),
        PoolChoiceSpec pool => pool.Reads[0].DType == DType.Float32 ? new PoolChoiceKernel<float>(pool, workers) : new PoolChoiceKernel<double>(pool, workers),
        ArgReduceSpec arg => arg.Reads[0].DType switch
        {
            DType.Float32 => new ArgReduceKernel<float>(arg, workers),
            DType.Float64 => new ArgReduceKernel<double>(arg, workers),
            DType.Int64 => new ArgReduceKernel<long>(arg, workers),
            DType.Int32 => new ArgReduceKernel<int>(arg, workers),
            _ => new ArgReduceKernel<byte>(arg, workers),
        },
        CumulativeSpec cumulative => cumulative.Reads[0].DType switch
        {
            DType.Float32 => new CumulativeKernel<float>(cumulative, workers),
            DType.Float64 => new CumulativeKernel<double>(cumulative, workers),
            DType.Int64 => new CumulativeKernel<long>(cumulative, workers),
            DType.Int32 => new CumulativeKernel<int>(cumulative, workers),
            _ => new CumulativeKernel<byte>(cumulative, workers),
        },
        ArgSortSpec sort => sort.Reads[0].DType switch
        {
            DType.Float32 => new ArgSortKernel<float>(sort, workers),
            DType.Float64 => new ArgSortKernel<double>(sort, workers),
            DType.Int64 => new ArgSortKernel<long>(sort, workers),
            DType.Int32 => new ArgSortKernel<int>(sort, workers),
            _ => new ArgSortKernel<byte>(sort, workers),
        },
        GatherSpec gather => new GatherKernel(gather, workers),
        ScatterAddSpec scatter => new ScatterAddKernel(scatter),
        RandomSpec random => new RandomKernel(random, workers),
        ScanSpec scan => new ScanKernel(scan, this),
        _ => throw new NotSupportedException($"The CPU backend has no kernel for {spec.Name}. Add one to CpuBackend.Lower."),
    };
}
