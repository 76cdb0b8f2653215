namespace Cornea.Training;

/// <summary>The values of some variables at one moment. Taking it again reuses its memory.</summary>
internal sealed class StateSnapshot(IReadOnlyList<Variable> variables)
{
    private readonly Array[] _values = [.. variables.Select(variable => (Array)(variable.DType switch
    {
        DType.Float32 => new float[variable.Shape.Size],
        DType.Float64 => new double[variable.Shape.Size],
        DType.Int32 => new int[variable.Shape.Size],
        DType.Int64 => new long[variable.Shape.Size],
        DType.UInt8 => new byte[variable.Shape.Size],
        _ => new bool[variable.Shape.Size],
    }))];

    public void Take()
    {
        for (var i = 0; i < _values.Length; i++)
        {
            switch (_values[i])
            {
                case float[] floats: variables[i].AsSpan<float>().CopyTo(floats); break;
                case double[] doubles: variables[i].AsSpan<double>().CopyTo(doubles); break;
                case int[] ints: variables[i].AsSpan<int>().CopyTo(ints); break;
                case long[] longs: variables[i].AsSpan<long>().CopyTo(longs); break;
                case byte[] bytes: variables[i].AsSpan<byte>().CopyTo(bytes); break;
                case bool[] bools: variables[i].AsSpan<bool>().CopyTo(bools); break;
            }
        }
    }

    public void Restore()
    {
        for (var i = 0; i < _values.Length; i++)
        {
            switch (_values[i])
            {
                case float[] floats: variables[i].Assign<float>(floats); break;
                case double[] doubles: variables[i].Assign<double>(doubles); break;
                case int[] ints: variables[i].Assign<int>(ints); break;
                case long[] longs: variables[i].Assign<long>(longs); break;
                case byte[] bytes: variables[i].Assign<byte>(bytes); break;
                case bool[] bools: variables[i].Assign<bool>(bools); break;
            }
        }
    }
}
