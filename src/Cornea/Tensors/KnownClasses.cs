namespace Cornea;

/// <summary>Class numbers that are checked when they are computed, so that errors name who received them.</summary>
internal static class KnownClasses
{
    /// <summary>The classes as int32.</summary>
    /// <param name="classes">Class numbers of any shape and type.</param>
    /// <param name="count">How many classes there are.</param>
    /// <param name="who">Who received them, such as "MeanIoU 'mean_io_u'".</param>
    /// <param name="remedy">What to do about others.</param>
    /// <exception cref="IndexOutOfRangeException">When computed: a number is none of 0 to count - 1.</exception>
    public static Tensor Of(Tensor classes, int count, string who, string remedy) =>
        Tensor.Arange(count, DType.Int32).Gather(
            classes.Cast(DType.Int32), 0, $"{who} received class {{index}}, but expects 0 to {count - 1}. {remedy}");
}
