namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>How a row walks over one operand.</summary>
/// <param name="DType">The element type.</param>
/// <param name="Stride">Elements from one to the next; 0 repeats one element.</param>
internal sealed record RowOperand(DType DType, int Stride);
